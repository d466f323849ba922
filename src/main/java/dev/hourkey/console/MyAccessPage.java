package dev.hourkey.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What the visitor holds. */
@Path("/console/my-access")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class MyAccessPage {
  private final Visitors visitors;

  MyAccessPage(Visitors visitors) {
    this.visitors = visitors;
  }

  @GET
  public TemplateInstance show() {
    Visitor visitor = visitors.current();
    return new MyAccess(Frame.of(visitor, Place.MY_ACCESS), visitor);
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record MyAccess(Frame frame, Visitor visitor) implements TemplateInstance {}
}
