package dev.hourkey.catalog;

import dev.hourkey.person.DirectoryFailure;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Replaces Entra and AWS where only the policy file is known. Every group that the file names
 * exists, with its name as its id. No group contains another, and each opens what its entitlement
 * says.
 */
public final class OfflineDirectory implements GroupDirectory, Assignments, AwsAttributes {
  private static final String NOT_NAMED = "unknown";

  private final PolicyFile file;

  private OfflineDirectory(PolicyFile file) {
    this.file = file;
  }

  /**
   * What could be requested with this valid file. The entitlements that its rules make are not
   * known here.
   */
  public static CatalogSnapshot catalog(PolicyFile file) {
    OfflineDirectory directory = new OfflineDirectory(file);
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    return new Discovery(
            directory,
            directory,
            directory,
            AnswerStore.inMemory(clock),
            CatalogListener.NOBODY,
            clock)
        .check(file.withoutRules(), Map.of());
  }

  /** The id that a group has here. Entra ignores case in names. */
  public static String groupId(String nameOrId) {
    return nameOrId.strip().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<FoundGroup> groups(String nameOrId) {
    return List.of(
        new FoundGroup(new EntraGroup(groupId(nameOrId), nameOrId.strip()), Optional.empty()));
  }

  @Override
  public List<FoundGroup> all() {
    Stream<String> named =
        file.principals()
            .filter(principal -> principal.startsWith(PrincipalForm.GROUP))
            .map(principal -> principal.substring(PrincipalForm.GROUP.length()));
    return Stream.concat(file.specs().stream().map(EntitlementSpec::group), named)
        .distinct()
        .flatMap(name -> groups(name).stream())
        .toList();
  }

  @Override
  public Set<String> nestedIn(String groupId) {
    return Set.of();
  }

  @Override
  public Optional<AwsAccess> opens(EntraGroup group, int ofHowMany) {
    return opensNow(group);
  }

  @Override
  public Optional<AwsAccess> opensNow(EntraGroup group) {
    return file.specs().stream()
        .filter(spec -> groupId(spec.group()).equals(group.id()))
        .findFirst()
        .map(
            spec ->
                new AwsAccess(
                    List.of(
                        new AccountAssignment(
                            spec.account().orElse(NOT_NAMED),
                            spec.account().orElse(NOT_NAMED),
                            spec.permissionSet().orElse(NOT_NAMED),
                            Optional.empty(),
                            AwsAccountState.ACTIVE)),
                    true));
  }

  @Override
  public Set<String> groups() {
    return Set.of();
  }

  @Override
  public Map<String, String> ouPaths() {
    throw unknown("read the organizational units of accounts");
  }

  @Override
  public Map<String, String> accountTags(String accountId) {
    throw unknown("read the tags of account " + accountId);
  }

  @Override
  public Map<String, String> permissionSetTags(String name) {
    throw unknown("read the tags of permission set " + name);
  }

  private static DirectoryFailure unknown(String doing) {
    return DirectoryFailure.lasting(doing, new IllegalStateException("AWS is not queried here"));
  }
}
