package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.person.SignInProof;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sign-in for a decision, in the columns of a row; a click in the chat has none. */
@Embeddable
class SignInColumns {
  private @Nullable Instant signedInAt;
  private @Nullable String signInContext;
  private String @Nullable [] signInMethods;

  protected SignInColumns() {}

  static @Nullable SignInColumns of(Optional<SignInProof> proof) {
    return proof.map(SignInColumns::new).orElse(null);
  }

  private SignInColumns(SignInProof proof) {
    signedInAt = proof.at();
    signInContext = proof.context().orElse(null);
    signInMethods = proof.methods().toArray(String[]::new);
  }

  static Optional<SignInProof> proof(@Nullable SignInColumns columns) {
    return Optional.ofNullable(columns).flatMap(one -> one.proof());
  }

  private Optional<SignInProof> proof() {
    return Optional.ofNullable(signedInAt)
        .map(
            at ->
                new SignInProof(
                    at,
                    Optional.ofNullable(signInContext),
                    List.of(requireNonNull(signInMethods))));
  }
}
