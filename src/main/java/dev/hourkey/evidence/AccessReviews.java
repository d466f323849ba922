package dev.hourkey.evidence;

import dev.hourkey.audit.AccessReviewEvent;
import dev.hourkey.audit.AuditLog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.evidence.AccessReview.Decision;
import dev.hourkey.evidence.AccessReview.Item;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.person.UserType;
import dev.hourkey.text.Sha256;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Access reviews. Each change is one transaction with its audit events. A review changes nothing
 * else: the owners of the policy file and of Entra's groups have to make the changes.
 */
@ApplicationScoped
public class AccessReviews {
  private final AccessReviewTable table;
  private final PolicyPeople people;
  private final Persons persons;
  private final AuditLog trail;
  private final Outbox outbox;
  private final Clock clock;

  AccessReviews(
      AccessReviewTable table,
      PolicyPeople people,
      Persons persons,
      AuditLog trail,
      Outbox outbox,
      Clock clock) {
    this.table = table;
    this.people = people;
    this.persons = persons;
    this.trail = trail;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * Begins a review of who may request these entitlements. A second call with the same id has no
   * effect.
   *
   * @param version the digest of the policy file that contains the entitlements
   * @throws dev.hourkey.person.DirectoryFailure when Entra does not show who may request them
   */
  public void begin(UUID id, List<Entitlement> some, String version, PersonId by, Instant dueAt) {
    List<Item> items = new ArrayList<>();
    List<String> unlisted = new ArrayList<>();
    StringBuilder all = new StringBuilder();
    people
        .eligible(some)
        .forEach(
            one -> {
              String entitlement = one.entitlement().id();
              all.append(one.named().text(entitlement));
              one.named().unlisted().stream()
                  .map(entry -> entitlement + ": " + entry)
                  .forEach(unlisted::add);
              one.named()
                  .people()
                  .forEach(person -> items.add(item(items.size() + 1, entitlement, person)));
            });
    List<String> ids = some.stream().map(Entitlement::id).toList();
    String snapshot = Sha256.hex(all.toString());
    AccessReview review =
        new AccessReview(
            id,
            ids,
            unlisted,
            version,
            snapshot,
            clock.instant(),
            by,
            dueAt,
            new AccessReview.Progress(0, 0, items.size()),
            0,
            Optional.empty());
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              if (table.add(review)) {
                table.add(id, items);
                trail.record(
                    new AccessReviewEvent.AccessReviewBegun(
                        id, by, ids, items.size(), unlisted, version, snapshot, dueAt));
              }
            });
  }

  private static Item item(int number, String entitlement, NamedPeople.Named person) {
    UserType type = person.account().userType();
    return new Item(
        number,
        entitlement,
        person.account().id(),
        person.account().name(),
        person.account().principalName(),
        type == UserType.UNKNOWN ? Optional.empty() : Optional.of(type != UserType.MEMBER),
        person.entries(),
        Optional.empty(),
        Optional.empty());
  }

  public Optional<AccessReview> find(UUID id) {
    return table.find(id);
  }

  /** How many reviews are not closed, and how many of them should have been closed by now. */
  public record Open(long all, long late) {}

  public Open open(Instant now) {
    return table.open(now);
  }

  /**
   * A page of at most {@code limit} reviews, the newest first. It begins after the given review.
   */
  public List<AccessReview> newest(Optional<UUID> after, int limit) {
    return table.newest(after, limit);
  }

  /** A page of at most {@code limit} items. It begins after the item with this number. */
  public List<Item> items(UUID id, int after, int limit) {
    return table.items(id, after, limit);
  }

  /** Like {@link #items}, but only items that are to be removed. */
  public List<Item> removals(UUID id, int after, int limit) {
    return table.removals(id, after, limit);
  }

  /**
   * Records decisions, by the numbers of their items. Until the review is closed, a later decision
   * replaces an earlier one.
   *
   * @return why some decisions were not accepted, one sentence each
   */
  @Transactional
  public Map<Integer, String> decide(UUID id, Map<Integer, Decision> decisions, PersonId by) {
    table.lock(id);
    Map<Integer, String> problems = new TreeMap<>();
    boolean open = table.find(id).filter(one -> one.closing().isEmpty()).isPresent();
    decisions.forEach(
        (number, decision) -> {
          Optional<Item> item = table.item(id, number);
          Optional<String> problem =
              !open || item.isEmpty()
                  ? Optional.of("The review is closed, or this person is not in it.")
                  : item.get().problem(decision, persons.same(item.get().person(), by));
          problem.ifPresent(why -> problems.put(number, why));
          item.filter(one -> problem.isEmpty() && one.differs(decision))
              .ifPresent(one -> decide(id, one, decision, by));
        });
    return problems;
  }

  /** The numbers of those items that are about the reviewer, including their earlier accounts. */
  @Transactional
  public Set<Integer> own(List<Item> items, PersonId reviewer) {
    return items.stream()
        .filter(item -> persons.same(item.person(), reviewer))
        .map(Item::number)
        .collect(Collectors.toUnmodifiableSet());
  }

  private void decide(UUID id, Item item, Decision decision, PersonId by) {
    table.decide(id, item.number(), decision, by, clock.instant());
    trail.record(
        new AccessReviewEvent.AccessReviewDecided(
            id,
            by,
            item.person(),
            item.name(),
            item.entitlement(),
            item.entries(),
            decision.keep(),
            decision.comment()));
  }

  /** Reminds the person who began a review that it is still open, if that is due. */
  @Transactional
  public void wake(UUID id) {
    table.lock(id);
    Instant now = clock.instant();
    table
        .find(id)
        .filter(one -> one.closing().isEmpty())
        .filter(one -> table.takeReminder(id, now, one.nextReminder(now)))
        .ifPresent(one -> outbox.tell(new Notification.AccessReviewOpen(id, one.reminders() + 1)));
  }

  /**
   * Closes a review, even if some people are undecided; returns the reason if it can't be closed.
   */
  @Transactional
  public Optional<String> close(UUID id, PersonId by, String comment) {
    table.lock(id);
    Optional<AccessReview> open = table.find(id).filter(one -> one.closing().isEmpty());
    if (open.isEmpty()) {
      return Optional.of("It is closed already.");
    }
    Optional<String> problem = AccessReview.commentProblem(comment);
    if (problem.isEmpty()) {
      table.close(id, by, comment, clock.instant());
      AccessReview.Progress progress = open.get().progress();
      trail.record(
          new AccessReviewEvent.AccessReviewClosed(
              id, by, progress.kept(), progress.removed(), progress.open(), comment));
      for (int number = 1; number <= open.get().reminders(); number++) {
        outbox.redraw(new Notification.AccessReviewOpen(id, number));
      }
    }
    return problem;
  }
}
