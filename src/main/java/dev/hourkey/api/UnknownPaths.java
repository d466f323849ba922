package dev.hourkey.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What the API answers where it has nothing, so that it is a problem with details, too. */
@Path("/api/v1/{path:.+}")
@TokenRequired({ApiRole.READ, ApiRole.REQUEST})
public class UnknownPaths {
  @GET
  @Operation(hidden = true)
  public String nothing() {
    throw Problem.notFound("There is nothing at this path. /q/openapi describes the API.");
  }
}
