package dev.hourkey.console;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** Leads everybody to the first place that they may see. */
@Path("/console")
@Authenticated
@Blocking
public class StartPage {
  private final Visitors visitors;

  StartPage(Visitors visitors) {
    this.visitors = visitors;
  }

  @GET
  public Response open() {
    Visitor visitor = visitors.current();
    return Response.seeOther(
            URI.create(PageFrame.of(visitor, MenuItem.MY_ACCESS).links().getFirst().path()))
        .build();
  }
}
