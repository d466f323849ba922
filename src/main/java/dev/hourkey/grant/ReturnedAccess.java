package dev.hourkey.grant;

import static java.util.stream.Collectors.groupingBy;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.DirectoryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Watches grants for one SCIM cycle after their end. A cycle that read the group before the removal
 * may carry the membership to AWS afterwards; then the end is opened again, and the membership is
 * removed once more.
 */
@ApplicationScoped
public class ReturnedAccess {
  private static final Logger LOG = Logger.getLogger(ReturnedAccess.class);

  private final Grants grants;
  private final GrantService service;
  private final GroupMembership directory;
  private final AccessProbe aws;
  private final Clock clock;

  ReturnedAccess(
      Grants grants,
      GrantService service,
      GroupMembership directory,
      AccessProbe aws,
      Clock clock) {
    this.grants = grants;
    this.service = service;
    this.directory = directory;
    this.aws = aws;
    this.clock = clock;
  }

  /** Looks at the groups that somebody was removed from within the last cycle, each once. */
  public void sweep() {
    Instant then = clock.instant().minus(Sync.CYCLE);
    grants.endedAfterRemovalSince(then).stream()
        .collect(groupingBy(Grant::group))
        .forEach(this::attempt);
  }

  private void attempt(EntraGroup group, List<Grant> ended) {
    try {
      Optional<Set<String>> shown = aws.users(group);
      ended.stream()
          .filter(grant -> grant.awsUserId().filter(shown.orElse(Set.of())::contains).isPresent())
          .filter(this::isBack)
          .forEach(grant -> service.returned(grant.id));
    } catch (DirectoryFailure failure) {
      LOG.infof(failure, "%s; retrying with the next sweep", failure.getMessage());
    }
  }

  /**
   * A list may be stale, so the one membership is asked for; in Entra it may be somebody else's.
   */
  private boolean isBack(Grant grant) {
    return aws.look(grant.group(), grant.holder(), grant.awsUserId()).presence().shown()
        && !directory.contains(grant.group(), grant.holder());
  }
}
