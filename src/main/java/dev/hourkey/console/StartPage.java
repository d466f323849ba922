package dev.hourkey.console;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** Redirects people to the first page that they may see. */
@Path(ConsolePath.START)
@Authenticated
@Blocking
public class StartPage {
  private final CurrentUser currentUser;

  StartPage(CurrentUser currentUser) {
    this.currentUser = currentUser;
  }

  @GET
  public Response open() {
    ConsoleUser user = currentUser.current();
    return Response.seeOther(
            URI.create(PageFrame.of(user, MenuItem.MY_ACCESS).links().getFirst().path()))
        .build();
  }
}
