package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import dev.hourkey.support.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  private final MovableClock clock = new MovableClock();
  private final AnswerStore store = AnswerStore.inMemory(clock);
  private final Vendors vendors = new Vendors();
  private final Alarms alarms = new Alarms();
  private final Discovery discovery =
      new Discovery(vendors, vendors, new FakeAttributes(), store, alarms, clock);

  @Test
  void groups_that_were_never_read_come_first_and_then_the_oldest_answers() {
    discoverAll(file(3));
    clock.advance(Duration.ofSeconds(30));
    discovery.opensNow(vendors.group("g1")); // Read just now, because somebody requested it.
    clock.advance(Duration.ofSeconds(40));
    vendors.asked.clear();
    discoverAll(file(4));
    assertThat(vendors.asked).containsSubsequence("opens g3", "opens g0", "opens g2");
    assertThat(vendors.asked).doesNotContain("opens g1");
  }

  @Test
  void nothing_is_asked_again_before_it_is_due() {
    discoverAll(file(3));
    vendors.asked.clear();
    discoverAll(file(3));
    assertThat(vendors.asked).isEmpty();
  }

  @Test
  void everything_is_asked_again_after_the_clock_was_set_back() {
    discoverAll(file(3));
    clock.advance(Duration.ofMinutes(-30));
    vendors.opening.remove("g1");
    discoverAll(file(3));
    assertThat(offered(file(3))).containsExactly("g0", "g2");
  }

  @Test
  void nothing_is_offered_an_hour_after_the_clock_was_set_back_if_nobody_answers() {
    discoverAll(file(3));
    clock.advance(Duration.ofHours(-3));
    vendors.silent = true;
    discoverAll(file(3));
    assertThat(offered(file(3))).hasSize(3);
    clock.advance(StoredAnswer.REFUSE_AFTER);
    assertThat(offered(file(3))).isEmpty();
  }

  @Test
  void entitlements_that_were_never_read_are_left_out_with_a_sentence() {
    assertThat(EntitlementResolver.resolve(file(1), store.load(), Map.of()).leftOut())
        .singleElement()
        .returns(
            "it has not been checked yet, because Hourkey still has to read it from Entra",
            CatalogSnapshot.LeftOut::why);
  }

  @Test
  void with_many_names_the_groups_are_listed_instead_of_looked_up() {
    discoverAll(file(60));
    assertThat(vendors.asked).containsOnlyOnce("list").noneMatch(one -> one.startsWith("find"));
    assertThat(offered(file(60))).hasSize(60);
  }

  @Test
  void a_current_answer_replaces_the_stored_one() {
    discoverAll(file(12));
    vendors.opening.remove("g5");
    discovery.opensNow(vendors.group("g5"));
    assertThat(offered(file(12))).hasSize(11).doesNotContain("g5");
  }

  @Test
  void an_organization_that_suddenly_seems_empty_is_ignored_and_operators_are_told() {
    discoverAll(file(12));
    vendors.opening.clear();
    pass(file(12));
    pass(file(12));
    assertThat(offered(file(12))).as("what was known stays in use").hasSize(12);
    assertThat(alarms.failed).last().asString().contains("AWS suddenly shows 0 of 12 assignments");
    assertThat(alarms.answered).doesNotContain(VendorError.Party.AWS);

    vendors.opening.addAll(vendors.existing);
    pass(file(12));
    assertThat(alarms.answered).contains(VendorError.Party.AWS);
    assertThat(offered(file(12))).hasSize(12);
  }

  @Test
  void a_removed_assignment_is_used_after_the_pass() {
    discoverAll(file(12));
    vendors.opening.remove("g5");
    pass(file(12));
    pass(file(12));
    assertThat(offered(file(12))).hasSize(11).doesNotContain("g5");
    assertThat(alarms.failed).isEmpty();
  }

  @Test
  void an_answer_that_lacks_most_groups_is_not_used() {
    discoverAll(file(60));
    vendors.existing.removeIf(name -> name.startsWith("g") && !name.equals("g0"));
    clock.advance(Duration.ofMinutes(6));
    discoverAll(file(60));
    assertThat(offered(file(60))).hasSize(60);
    assertThat(alarms.failed).last().asString().contains("Entra suddenly lacks 59 of the 61");
  }

  @Test
  void a_vendor_that_does_not_answer_is_left_alone_for_a_while() {
    vendors.silent = true;
    discoverAll(file(12));
    assertThat(vendors.asked).hasSize(3);
    assertThat(alarms.answered).isEmpty();
  }

  @Test
  void an_answer_that_cannot_be_read_is_unknown_and_does_not_stop_the_other_questions() {
    vendors.unreadable = "opens g1";
    discoverAll(file(3));
    assertThat(offered(file(3))).containsExactly("g0", "g2");
    assertThat(store.load().to(DirectoryQuery.access("g1")).silence())
        .hasValueSatisfying(one -> assertThat(one.reason()).contains("an answer without a name"));
  }

  private void pass(PolicyFile file) {
    clock.advance(Duration.ofMinutes(2));
    discoverAll(file);
  }

  private void discoverAll(PolicyFile file) {
    discovery.askEntra(file);
    discovery.askAws(file);
  }

  private List<String> offered(PolicyFile file) {
    return EntitlementResolver.resolve(file, store.load(), Map.of()).entitlements().stream()
        .map(Entitlement::id)
        .toList();
  }

  private PolicyFile file(int entitlements) {
    StringBuilder text = new StringBuilder("version: 1\nentitlements:\n");
    for (int i = 0; i < entitlements; i++) {
      text.append(
          "  - { id: g%1$d, group: g%1$d, eligible: [group:all], approvals: 0 }\n".formatted(i));
    }
    vendors.existing.add("all");
    IntStream.range(0, entitlements)
        .mapToObj(i -> "g" + i)
        .filter(vendors.known::add)
        .forEach(
            name -> {
              vendors.existing.add(name);
              vendors.opening.add(name);
            });
    return PolicyFile.parse(text.toString());
  }

  /** Entra and AWS, in which a group's name is also its id. */
  private static final class Vendors implements GroupDirectory, Assignments {
    final List<String> asked = new ArrayList<>();
    final Set<String> known = new HashSet<>();
    final Set<String> existing = new HashSet<>();
    final Set<String> opening = new HashSet<>();
    boolean silent;
    String unreadable = "";

    EntraGroup group(String name) {
      return new EntraGroup(name, name);
    }

    @Override
    public List<FoundGroup> groups(String name) {
      say("find " + name);
      return existing.contains(name)
          ? List.of(new FoundGroup(group(name), Optional.empty()))
          : List.of();
    }

    @Override
    public List<FoundGroup> all() {
      say("list");
      return existing.stream().map(name -> new FoundGroup(group(name), Optional.empty())).toList();
    }

    @Override
    public Set<String> nestedIn(String groupId) {
      say("nested in " + groupId);
      return Set.of();
    }

    @Override
    public Optional<AwsAccess> opens(EntraGroup group, int ofHowMany) {
      say("opens " + group.name());
      return Optional.of(
          opening.contains(group.id())
              ? new AwsAccess(
                  List.of(
                      new AccountAssignment(
                          "111122223333",
                          "Production",
                          "ReadOnlyAccess",
                          Optional.empty(),
                          AwsAccountState.ACTIVE)),
                  true)
              : AwsAccess.none());
    }

    @Override
    public Optional<AwsAccess> opensNow(EntraGroup group) {
      return opens(group, 1);
    }

    @Override
    public Set<String> groups() {
      return Set.of();
    }

    private void say(String what) {
      asked.add(what);
      if (what.equals(unreadable)) {
        throw new NullPointerException("an answer without a name");
      }
      if (silent) {
        throw DirectoryFailure.temporary(what, null, new IllegalStateException("503"));
      }
    }
  }

  private static final class Alarms implements CatalogListener {
    final List<VendorError> failed = new ArrayList<>();
    final List<VendorError.Party> answered = new ArrayList<>();

    @Override
    public Optional<String> inForce(Path file, PolicyFile read) {
      return Optional.empty();
    }

    @Override
    public void listed(Path file, PolicyFile inForce) {}

    @Override
    public void broken(Path file, PolicyFile version) {}

    @Override
    public void failed(VendorError vendorError, boolean lasting) {
      failed.add(vendorError);
      answered.clear();
    }

    @Override
    public void answered(VendorError.Party party, Optional<String> method) {
      answered.add(party);
    }
  }
}
