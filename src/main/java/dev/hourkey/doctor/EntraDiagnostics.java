package dev.hourkey.doctor;

import dev.hourkey.catalog.GroupDirectory;
import dev.hourkey.person.PersonDirectory;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The questions that doctor asks Entra. Each method only reads, and may throw {@link
 * dev.hourkey.person.DirectoryFailure}.
 */
public interface EntraDiagnostics {
  Tenant tenant();

  /** The content of Hourkey's access token; empty if it cannot be read. */
  Optional<Token> token();

  /** Tries to read people, as Hourkey does to identify somebody. */
  void people();

  /** Hourkey's own service principal, by its application id. */
  Self self(String clientId);

  /**
   * The values of the enabled app roles of an application; empty if the tenant has no such
   * application.
   */
  Optional<Set<String>> appRoles(String clientId);

  /** How an application is registered; empty if it is registered in another tenant. */
  Optional<Registration> registration(String clientId);

  /** The administrative unit with this id. */
  Unit unit(String id);

  /** The names of the owners of a group. */
  Set<String> owners(String groupId);

  GroupDirectory directory();

  PersonDirectory persons();

  /**
   * An app registration.
   *
   * @param idTokenClaims the optional claims of its ID tokens
   * @param webRedirects the redirect URIs of its platform Web
   * @param otherRedirects the redirect URIs of single-page and installed applications
   */
  record Registration(
      Set<String> idTokenClaims, Set<String> webRedirects, Set<String> otherRedirects) {
    public Registration {
      idTokenClaims = Set.copyOf(idTokenClaims);
      webRedirects = Set.copyOf(webRedirects);
      otherRedirects = Set.copyOf(otherRedirects);
    }
  }

  record Tenant(String id, String name) {}

  /**
   * The content of an access token.
   *
   * @param permissions the application permissions that were consented to
   */
  record Token(String tenant, String application, Set<String> permissions) {
    public Token {
      permissions = Set.copyOf(permissions);
    }
  }

  /**
   * Hourkey's service principal in Entra.
   *
   * @param roles the directory roles that it has, directly or through a group
   * @param ownedGroups the object ids of the groups that it owns
   */
  record Self(String id, List<Role> roles, Set<String> ownedGroups) {
    public Self {
      roles = List.copyOf(roles);
      ownedGroups = Set.copyOf(ownedGroups);
    }
  }

  /**
   * An assigned directory role.
   *
   * @param definition the id of the role
   * @param scope {@code /} for the tenant, {@code /administrativeUnits/ID} for a unit
   * @param group the name of the group through which Hourkey has it; empty if it has it directly
   */
  record Role(String definition, String scope, Optional<String> group) {}

  /**
   * An administrative unit.
   *
   * @param restricted whether only its own administrators may change what is in it
   * @param groups the object ids of the groups in it
   */
  record Unit(String id, String name, boolean restricted, Set<String> groups) {
    public Unit {
      groups = Set.copyOf(groups);
    }
  }
}
