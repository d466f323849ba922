package dev.hourkey.catalog;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Stands in for Entra and AWS where only the policy file is known: every group that it names exists
 * and has its name as its id, none is in another one, and each opens what its entitlement says.
 */
public final class OfflineDirectory implements GroupDirectory, Assignments {
  private static final String NOT_NAMED = "unknown";

  private final PolicyFile file;

  private OfflineDirectory(PolicyFile file) {
    this.file = file;
  }

  /** What could be requested with this file, which is valid. */
  public static CatalogSnapshot catalog(PolicyFile file) {
    OfflineDirectory directory = new OfflineDirectory(file);
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    return new Discovery(
            directory, directory, AnswerStore.inMemory(clock), CatalogListener.NOBODY, clock)
        .check(file);
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
        Stream.concat(
                file.operators().stream(),
                file.specs().stream().flatMap(spec -> spec.principals().stream()))
            .filter(principal -> principal.startsWith(EntitlementChecks.GROUP))
            .map(principal -> principal.substring(EntitlementChecks.GROUP.length()));
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
}
