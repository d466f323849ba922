package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Subject;
import dev.hourkey.policy.SubjectStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Finds out which {@code roles} of the policy file somebody has, according to the directory now.
 */
@ApplicationScoped
public class PolicyRoles {
  private static final Logger LOG = Logger.getLogger(PolicyRoles.class);

  private final Catalog catalog;
  private final SubjectResolver subjects;

  PolicyRoles(Catalog catalog, SubjectResolver subjects) {
    this.catalog = catalog;
    this.subjects = subjects;
  }

  /** The roles of a person. A role that could not be checked is not given. */
  public Answer of(PersonId person) {
    CatalogSnapshot now = catalog.current();
    List<Principal> all = Stream.concat(now.operators().stream(), now.auditors().stream()).toList();
    if (all.isEmpty()) {
      return new Answer(false, false, now.complete() ? Optional.empty() : now.incompleteReason());
    }
    try {
      SubjectStatus status =
          subjects.statusOf(person, account -> subjects.approver(account, List.of(), all));
      return status instanceof SubjectStatus.Enabled(Subject me)
          ? new Answer(
              Principal.anyMatches(now.operators(), me, me),
              Principal.anyMatches(now.auditors(), me, me),
              Optional.empty())
          : new Answer(false, false, Optional.empty());
    } catch (DirectoryFailure failure) {
      LOG.infof("the roles of %s are unknown: %s", person, failure.forLog());
      return new Answer(false, false, Optional.of(failure.userSentenceStart()));
    }
  }

  /**
   * The roles that a person has.
   *
   * @param unknown why a role may be missing here, as the beginning of a sentence
   */
  public record Answer(boolean operator, boolean auditor, Optional<String> unknown) {}
}
