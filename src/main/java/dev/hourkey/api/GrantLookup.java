package dev.hourkey.api;

import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Grants;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Finds the grant that a path names. */
@ApplicationScoped
class GrantLookup {
  static final String ID = "The grant's id";
  static final String EXAMPLE = "6f2c1c1e-8d0b-4c1e-9a57-0b7a5a0f2d11";

  private final Grants grants;

  GrantLookup(Grants grants) {
    this.grants = grants;
  }

  /** The grant with this id; otherwise a 404. */
  Grant one(String id) {
    return QueryParameters.id("grant", Optional.of(id))
        .flatMap(grants::find)
        .orElseThrow(() -> Problem.notFound("There is no grant with this id."));
  }
}
