package dev.hourkey.sandbox.entra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.SandboxClock;
import dev.hourkey.sandbox.aws.IdentityCenterStandIn;
import dev.hourkey.sandbox.entra.DirectoryObject.Kind;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The limits are many times what a look-up takes; a scan of all people would exceed them. */
class ManyPeopleTest {
  private static final int PEOPLE = 10_000;
  private static final int GROUPS = 50;

  private final Sandbox sandbox = new Sandbox(0);
  private final EntraStandIn entra = sandbox.entra();
  private final IdentityCenterStandIn aws = sandbox.aws();

  @AfterEach
  void close() {
    sandbox.reset();
    sandbox.close();
  }

  @Test
  void ten_thousand_people_are_put_added_checked_and_removed_one_by_one() {
    assertThat(took(this::put)).isLessThan(Duration.ofSeconds(10));
    var allThatWithLag =
        took(
            () -> {
              entra.readLag(Duration.ofSeconds(5));
              everybody(i -> entra.setMember(group(i), id('1', i), true));
              everybody(i -> assertThat(entra.isMember(group(i), name(i))).isTrue());
              everybody(i -> assertThat(found(i)).isNotNull());
              everybody(i -> entra.setMember(group(i), id('1', i), false));
              everybody(i -> assertThat(entra.isMember(group(i), name(i))).isFalse());
            });
    assertThat(allThatWithLag).isLessThan(Duration.ofSeconds(10));
    assertThat(entra.changes()).hasSize(2 * PEOPLE);
  }

  @Test
  void a_cycle_carries_ten_thousand_removals_and_ten_thousand_more_keep_their_place() {
    put();
    everybody(
        i -> {
          for (String group : new String[] {group(i), group(i + 1)}) {
            entra.setMember(group, id('1', i), true);
            aws.setMember(group, id('a', i), true);
          }
        });
    entra.inStep();
    everybody(i -> entra.setMember(group(i), id('1', i), false));
    SandboxClock.advance(Duration.ofMinutes(41));
    assertThat(took(sandbox::tick)).isLessThan(Duration.ofSeconds(5));
    everybody(
        i -> {
          assertThat(aws.isMember(group(i), name(i))).isFalse();
          assertThat(aws.isMember(group(i + 1), name(i))).isTrue();
        });
    assertThat(aws.changes()).filteredOn(change -> !change.direct()).hasSize(PEOPLE);
  }

  private void put() {
    for (int i = 0; i < GROUPS; i++) {
      entra.putGroup(Map.of("id", id('2', i), "displayName", group(i)));
      entra.assign(group(i));
      aws.putGroup(id('b', i), id('2', i), group(i));
    }
    everybody(
        i -> {
          entra.putUser(
              Map.of(
                  "id", id('1', i),
                  "displayName", name(i),
                  "userPrincipalName", name(i),
                  "mail", name(i)));
          aws.putUser(id('a', i), id('1', i), name(i));
        });
  }

  private Object found(int i) {
    return entra.directory().find(Kind.USER, name(i));
  }

  private static void everybody(java.util.function.IntConsumer action) {
    IntStream.range(0, PEOPLE).forEach(action);
  }

  /** The time that a core was busy with it; other processes do not count. */
  private static Duration took(Runnable work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    work.run();
    return Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);
  }

  private static String group(int i) {
    return "storm-" + i % GROUPS;
  }

  private static String name(int i) {
    return "person-" + i + "@example.com";
  }

  private static String id(char kind, int i) {
    return "%s-0000-4000-9000-%012d".formatted(String.valueOf(kind).repeat(8), i);
  }
}
