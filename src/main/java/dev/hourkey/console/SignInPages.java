package dev.hourkey.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** The page to which the sign-in redirects, and the sign-out. */
@Path("/console")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class SignInPages {
  private static final URI HOME = URI.create("/console");

  /**
   * A completed sign-in redirects to another page, so people get here only if they open the address
   * again.
   */
  @GET
  @Path("/callback")
  public Response callback() {
    return Response.seeOther(HOME).build();
  }

  /** Quarkus ends the session here and in Entra before it calls this. */
  @POST
  @Path("/sign-out")
  public Response signOut() {
    return Response.seeOther(HOME).build();
  }

  @GET
  @Path("/signed-out")
  @PermitAll
  public TemplateInstance signedOut() {
    return new SignedOut(PageFrame.bare());
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record SignedOut(PageFrame frame) implements TemplateInstance {}
}
