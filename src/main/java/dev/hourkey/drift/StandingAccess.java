package dev.hourkey.drift;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.drift.StandingMembership.Origin;
import dev.hourkey.grant.MembershipKey;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists the standing members that were found, page by page, for people to read, and says how
 * recently the groups were compared.
 */
@ApplicationScoped
public class StandingAccess {
  private final StandingMemberships rows;
  private final Clock clock;

  StandingAccess(StandingMemberships rows, Clock clock) {
    this.rows = rows;
    this.clock = clock;
  }

  /**
   * A standing member.
   *
   * @param comparedAt when the members of the group were last compared
   */
  public record Member(
      EntraGroup group,
      PersonId person,
      Origin origin,
      Instant firstSeen,
      Optional<Instant> comparedAt) {}

  /**
   * When groups were last compared.
   *
   * @param groups how many groups there are
   * @param compared how many of them were compared at least once
   * @param earliest when the one that was compared longest ago was compared
   */
  public record Comparison(int groups, int compared, Optional<Instant> earliest) {
    public boolean complete() {
      return compared == groups;
    }
  }

  /** When Hourkey's records were compared with what Entra and AWS show. */
  public record Comparisons(Comparison entra, Comparison aws) {}

  /** When these groups were last compared. */
  @Transactional
  public Comparisons comparisons(Set<EntraGroup> groups) {
    Object[] row = rows.comparisons(groups.stream().map(EntraGroup::id).toList());
    return new Comparisons(
        comparison(groups.size(), row[0], row[1]), comparison(groups.size(), row[2], row[3]));
  }

  /** Records that AWS's members of a group were compared as well. */
  @Transactional
  void comparedWithAws(EntraGroup group) {
    Instant now = clock.instant();
    rows.lockedGroup(group, now).recordAwsComparison(now);
  }

  private static Comparison comparison(int groups, Object compared, @Nullable Object earliest) {
    return new Comparison(
        groups, ((Long) compared).intValue(), Optional.ofNullable((Instant) earliest));
  }

  /**
   * A page of at most {@code limit}, by group and person.
   *
   * @param group of the last member of the previous page; empty for the first page
   * @param person of that member
   */
  @Transactional
  public List<Member> page(String group, String person, int limit) {
    return members(rows.after(new MembershipKey(group, person), limit));
  }

  /** The standing members of these groups, by group and person; at most {@code limit}. */
  @Transactional
  public List<Member> ofGroups(Collection<EntraGroup> groups, int limit) {
    return members(rows.ofGroups(groups.stream().map(EntraGroup::id).toList(), limit));
  }

  /** The standing memberships of a person, by group; at most {@code limit}. */
  @Transactional
  public List<Member> ofPerson(PersonId person, int limit) {
    return members(rows.ofPerson(person.value(), limit));
  }

  private static List<Member> members(List<Object[]> found) {
    return found.stream()
        .map(
            row ->
                new Member(
                    new EntraGroup((String) row[0], (String) row[1]),
                    new PersonId((String) row[2]),
                    Origin.valueOf((String) row[3]),
                    (Instant) row[4],
                    Optional.ofNullable((Instant) row[5])))
        .toList();
  }

  @Transactional
  public long count() {
    return rows.count();
  }
}
