package dev.hourkey.sandbox.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.directory.Memberships.Pair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MembershipsTest {
  private static final List<String> GROUPS = List.of("g1", "g2", "g3");
  private static final List<String> MEMBERS = List.of("m1", "m2", "m3", "m4");

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Memberships memberships = new Memberships(clock());

  @Test
  void a_reader_who_lags_sees_exactly_what_was() {
    List<Set<Pair>> everySecond = new ArrayList<>();
    Set<Pair> members = new HashSet<>();
    Random random = new Random(7);
    for (int second = 0; second < 60; second++) {
      for (int i = 0; i < 3; i++) {
        change(anyOf(GROUPS, random), anyOf(MEMBERS, random), random.nextBoolean(), members);
      }
      everySecond.add(Set.copyOf(members));
      for (int lag = 0; lag <= second; lag++) {
        assertSeen(everySecond.get(second - lag), Duration.ofSeconds(lag));
      }
      assertSeen(Set.of(), Duration.ofSeconds(second + 1));
      now = now.plusSeconds(1);
    }
  }

  @Test
  void a_membership_that_ended_is_found_by_its_id_for_as_long_as_a_reader_lags() {
    String id = memberships.add("g1", "m1", Writer.HAND).orElseThrow().id();
    now = now.plusSeconds(10);
    memberships.remove("g1", "m1", Writer.HAND);
    memberships.add("g1", "m1", Writer.HAND);
    now = now.plusSeconds(1);
    assertThat(memberships.find(id, Duration.ofSeconds(2))).isPresent();
    assertThat(memberships.find(id, Duration.ofSeconds(1))).isEmpty();
    assertThat(memberships.find(new Pair("g1", "m1"), Duration.ofSeconds(1))).isPresent();
  }

  @Test
  void deleting_a_user_or_group_removes_all_its_memberships() {
    memberships.add("g1", "m1", Writer.HAND);
    memberships.add("g1", "m2", Writer.HAND);
    memberships.add("g2", "m1", Writer.HAND);
    memberships.add("g2", "g1", Writer.HAND);
    memberships.removeAllOf("g1", Writer.GRAPH);
    assertSeen(Set.of(new Pair("g2", "m1")), Duration.ZERO);
    assertThat(memberships.log()).hasSize(7);
  }

  private void change(String group, String member, boolean add, Set<Pair> members) {
    Pair pair = new Pair(group, member);
    if (add) {
      assertThat(memberships.add(group, member, Writer.GRAPH).isPresent())
          .isEqualTo(members.add(pair));
    } else {
      assertThat(memberships.remove(group, member, Writer.GRAPH)).isEqualTo(members.remove(pair));
    }
  }

  private void assertSeen(Set<Pair> expected, Duration lag) {
    Set<Pair> byGroup = new HashSet<>();
    Set<Pair> byMember = new HashSet<>();
    Set<Pair> byPair = new HashSet<>();
    for (String group : GROUPS) {
      memberships.ofGroup(group, lag).forEach(one -> byGroup.add(one.pair()));
      for (String member : MEMBERS) {
        memberships.find(new Pair(group, member), lag).ifPresent(one -> byPair.add(one.pair()));
      }
    }
    for (String member : MEMBERS) {
      memberships.ofMember(member, lag).forEach(one -> byMember.add(one.pair()));
    }
    assertThat(byGroup).isEqualTo(expected);
    assertThat(byMember).isEqualTo(expected);
    assertThat(byPair).isEqualTo(expected);
    if (lag.isZero()) {
      assertThat(memberships.all())
          .extracting(one -> one.pair())
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static String anyOf(List<String> names, Random random) {
    return names.get(random.nextInt(names.size()));
  }

  private Clock clock() {
    InstantSource source = () -> now;
    return source.withZone(ZoneOffset.UTC);
  }
}
