package dev.hourkey.evidence;

import dev.hourkey.evidence.AccessReview.Closing;
import dev.hourkey.evidence.AccessReview.Decided;
import dev.hourkey.evidence.AccessReview.Decision;
import dev.hourkey.evidence.AccessReview.Item;
import dev.hourkey.evidence.AccessReview.Progress;
import dev.hourkey.person.PersonId;
import dev.hourkey.sql.Statements;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables of access reviews. Only this class uses them. */
@ApplicationScoped
class AccessReviewTable {
  private static final String REVIEWS =
      """
      select id, entitlements, unlisted, policy_digest, snapshot, begun_at, begun_by, due_at, closed_at, closed_by, comment,
        reminders_sent, kept, removed, open
      from access_review one, lateral (
        select count(*) filter (where keep) as kept, count(*) filter (where not keep) as removed,
          count(*) filter (where keep is null) as open
        from access_review_item where review = one.id) counted
      """;

  private static final String ITEMS =
      """
      select number, entitlement, person, name, principal_name, guest, entries, last_used_at, keep, comment,
        decided_by, decided_at
      from access_review_item where review = ?
      """;

  private static final String ADD_ITEM =
      """
      insert into access_review_item
        (review, number, entitlement, person, name, principal_name, guest, entries, last_used_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, (select max(opened_at) from access_grant where holder = ? and entitlement = ?))
      """;

  private final Statements sql;

  AccessReviewTable(Statements sql) {
    this.sql = sql;
  }

  /** Adds a review without its items; returns false if it already exists. */
  @Transactional(Transactional.TxType.MANDATORY)
  boolean add(AccessReview review) {
    return sql.write(
            """
            insert into access_review
              (id, entitlements, unlisted, policy_digest, snapshot, begun_by, begun_at, due_at, next_wake_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
            """,
            review.id(),
            review.entitlements(),
            review.unlisted(),
            review.policyDigest(),
            review.snapshot(),
            review.begunBy().value(),
            review.begunAt(),
            review.dueAt(),
            review.nextReminder(review.begunAt()))
        == 1;
  }

  /** Claims a reminder that is due; returns false if none is. */
  @Transactional(Transactional.TxType.MANDATORY)
  boolean takeReminder(UUID review, Instant now, Instant next) {
    return sql.write(
            """
            update access_review set reminders_sent = reminders_sent + 1, next_wake_at = ?
            where id = ? and next_wake_at <= ?
            """,
            next,
            review,
            now)
        == 1;
  }

  /** Adds the items of a review, and looks up when each was last used. */
  @Transactional(Transactional.TxType.MANDATORY)
  void add(UUID review, List<Item> items) {
    sql.writeAll(
        ADD_ITEM,
        items.stream()
            .map(
                item ->
                    new @Nullable Object[] {
                      review,
                      item.number(),
                      item.entitlement(),
                      item.person().value(),
                      item.name(),
                      item.principalName(),
                      item.guest().orElse(null),
                      item.entries(),
                      item.person().value(),
                      item.entitlement()
                    })
            .toList());
  }

  /** Lets one transaction at a time change a review. */
  @Transactional(Transactional.TxType.MANDATORY)
  void lock(UUID review) {
    List<Boolean> _ =
        sql.all("select true from access_review where id = ? for update", _ -> true, review);
  }

  @Transactional
  Optional<AccessReview> find(UUID review) {
    return sql.one(REVIEWS + "where id = ?", AccessReviewTable::review, review);
  }

  /** At most {@code limit} reviews, the newest first. If a review is given, only earlier ones. */
  @Transactional
  List<AccessReview> newest(Optional<UUID> before, int limit) {
    return sql.all(
        REVIEWS
            + """
            where ?::uuid is null
              or (begun_at, id) < (select begun_at, id from access_review where id = ?)
            order by begun_at desc, id desc limit ?
            """,
        AccessReviewTable::review,
        before.orElse(null),
        before.orElse(null),
        limit);
  }

  @Transactional
  AccessReviews.Open open(Instant now) {
    return sql.all(
            "select count(*), count(*) filter (where due_at < ?) from access_review where closed_at"
                + " is null",
            row -> new AccessReviews.Open(row.getLong(1), row.getLong(2)),
            now)
        .getFirst();
  }

  /** At most {@code limit} items after this number, in their order. */
  @Transactional
  List<Item> items(UUID review, int after, int limit) {
    return sql.all(
        ITEMS + "and number > ? order by number limit ?",
        AccessReviewTable::item,
        review,
        after,
        limit);
  }

  /** The items that are to be removed, in their order. */
  @Transactional
  List<Item> removals(UUID review, int after, int limit) {
    return sql.all(
        ITEMS + "and not keep and number > ? order by number limit ?",
        AccessReviewTable::item,
        review,
        after,
        limit);
  }

  @Transactional
  Optional<Item> item(UUID review, int number) {
    return sql.one(ITEMS + "and number = ?", AccessReviewTable::item, review, number);
  }

  @Transactional(Transactional.TxType.MANDATORY)
  void decide(UUID review, int number, Decision decision, PersonId by, Instant now) {
    int _ =
        sql.write(
            """
            update access_review_item set keep = ?, comment = ?, decided_by = ?, decided_at = ?
            where review = ? and number = ?
            """,
            decision.keep(),
            decision.comment(),
            by.value(),
            now,
            review,
            number);
  }

  @Transactional(Transactional.TxType.MANDATORY)
  void close(UUID review, PersonId by, String comment, Instant now) {
    int _ =
        sql.write(
            """
            update access_review set closed_at = ?, closed_by = ?, comment = ?, next_wake_at = null
            where id = ?
            """,
            now,
            by.value(),
            comment,
            review);
  }

  private static AccessReview review(ResultSet row) throws SQLException {
    Optional<Instant> closed = Statements.time(row, "closed_at");
    return new AccessReview(
        row.getObject("id", UUID.class),
        Statements.texts(row, "entitlements"),
        Statements.texts(row, "unlisted"),
        row.getString("policy_digest"),
        row.getString("snapshot"),
        Statements.time(row, "begun_at").orElseThrow(),
        new PersonId(row.getString("begun_by")),
        Statements.time(row, "due_at").orElseThrow(),
        new Progress(row.getInt("kept"), row.getInt("removed"), row.getInt("open")),
        row.getInt("reminders_sent"),
        closed.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Closing(
                    closed.get(),
                    new PersonId(row.getString("closed_by")),
                    row.getString("comment"))));
  }

  private static Item item(ResultSet row) throws SQLException {
    Optional<Instant> decided = Statements.time(row, "decided_at");
    return new Item(
        row.getInt("number"),
        row.getString("entitlement"),
        new PersonId(row.getString("person")),
        row.getString("name"),
        row.getString("principal_name"),
        Optional.ofNullable(row.getObject("guest", Boolean.class)),
        Statements.texts(row, "entries"),
        Statements.time(row, "last_used_at"),
        decided.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Decided(
                    row.getBoolean("keep"),
                    row.getString("comment"),
                    new PersonId(row.getString("decided_by")),
                    decided.get())));
  }
}
