package dev.hourkey.person;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reason for which somebody cannot be identified, and its sentence. */
class IdentityRefusalTest {
  private static final String MAIL = "ana@example.com";

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(new IdentityRefusal.ByChat("You are a guest."), "You are a guest."),
        Arguments.of(
            new IdentityRefusal.ChatGuest(),
            "Hourkey serves full members of this workspace. Guests can only request access, and"
                + " only if the policy file allows it and Entra knows their e-mail address."),
        Arguments.of(
            new IdentityRefusal.AccountDisabled(),
            "Your Entra account is disabled; ask your IT team to enable it."),
        Arguments.of(
            new IdentityRefusal.AccountGone(),
            "Your Entra account no longer exists; ask your IT team to set you up again."),
        Arguments.of(
            new IdentityRefusal.StatusUnreadable(),
            "Hourkey can't read in Entra whether your account is enabled, so nothing was changed."
                + " Tell your operators: Hourkey needs the role Directory Readers, or"
                + " User.Read.All."),
        Arguments.of(
            new IdentityRefusal.NoAccount(MAIL),
            "No Entra account has the e-mail address of your chat profile, ana@example.com. If the"
                + " account is new, try again in a few minutes; otherwise ask your IT team to make"
                + " the two addresses match."),
        Arguments.of(
            new IdentityRefusal.SeveralAccounts(MAIL),
            "More than one Entra account has the e-mail address of your chat profile,"
                + " ana@example.com; ask your IT team to remove it from all but one."),
        Arguments.of(
            new IdentityRefusal.LinkedToAnother(),
            "Another chat user is already linked to your Entra account; ask your operators to find"
                + " out who is who, and to run `hourkey relink`."));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void each_refusal_has_one_sentence(IdentityRefusal refusal, String sentence) {
    assertThat(refusal.sentence()).isEqualTo(sentence);
  }

  @Test
  void every_refusal_is_in_the_table() {
    Set<Class<?>> named =
        refusals().map(row -> requireNonNull(row.get()[0]).getClass()).collect(toSet());
    assertThat(named).containsExactlyInAnyOrder(IdentityRefusal.class.getPermittedSubclasses());
  }
}
