package dev.hourkey.person;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An Entra account as the directory shows it now.
 *
 * @param mail for guests, the address from their own organization
 */
public record EntraAccount(
    PersonId id,
    String name,
    String principalName,
    Optional<String> mail,
    Status status,
    UserType userType) {

  /** Whether the account may sign in. */
  public enum Status {
    ENABLED,
    DISABLED,

    /** Entra does not show the status, so the account counts neither as enabled nor as disabled. */
    UNKNOWN
  }

  public boolean enabled() {
    return status == Status.ENABLED;
  }

  /**
   * The owner of an address: the only enabled account among those that have it. Empty if another
   * one may be enabled too.
   */
  public static Optional<EntraAccount> onlyEnabled(List<EntraAccount> withAddress) {
    List<EntraAccount> possible =
        withAddress.stream().filter(EntraAccount::perhapsEnabled).toList();
    return possible.size() == 1
        ? Optional.of(possible.getFirst()).filter(EntraAccount::enabled)
        : Optional.empty();
  }

  /** Whether it is enabled, or Entra does not show whether it is. */
  public boolean perhapsEnabled() {
    return status != Status.DISABLED;
  }

  /** All names that the policy file may use for this person, in lower case. */
  public Set<String> names() {
    return Stream.concat(Stream.of(id.value(), principalName), mail.stream())
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }
}
