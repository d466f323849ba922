package dev.hourkey.person;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What Entra said about a sign-in that somebody made for one decision.
 *
 * @param at when they proved who they are
 * @param context the authentication context of Conditional Access that they satisfied; empty if
 *     none was demanded
 * @param methods how they signed in, if Entra says so; its v2.0 tokens usually do not
 */
public record SignInProof(Instant at, Optional<String> context, List<String> methods) {
  public SignInProof {
    methods = List.copyOf(methods);
  }
}
