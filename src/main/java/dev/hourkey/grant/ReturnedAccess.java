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
 * may export the membership to AWS afterwards. Then the end is reopened, and the membership is
 * removed again.
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

  /** Looks once at each group that somebody was removed from within the last cycle. */
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
   * The list may be stale, so this asks for the one membership. If Entra shows it, somebody else
   * may have added it, and it is left alone.
   */
  private boolean isBack(Grant grant) {
    return aws.look(grant.group(), grant.holder(), grant.awsUserId()).presence().shown()
        && !directory.contains(grant.group(), grant.holder());
  }
}
