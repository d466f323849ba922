package dev.hourkey.catalog;

import dev.hourkey.catalog.PolicyTestCase.Expectation;
import dev.hourkey.policy.ConditionFacts;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.policy.PartialUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The operator's own cases for their policy file.
 *
 * @param problems empty when the file of cases is valid
 */
public record PolicyTestCases(List<PolicyTestCase> cases, List<CatalogProblem> problems) {
  static final Set<String> TOP = Set.of("cases");
  static final Set<String> CASE =
      Set.of(
          "name",
          "person",
          "groups",
          "on_call",
          "slack_groups",
          "open_grants",
          "guest",
          "slack_guest",
          "ticket",
          "entitlement",
          "duration",
          "used",
          "last_ended",
          "justification",
          "at",
          "start",
          "by",
          "expect");
  static final Set<String> BY = Set.of("person", "groups", "on_call", "slack_groups");
  static final Set<String> TICKET = Set.of("exists", "project", "open");
  static final Set<String> EXPECT =
      Set.of("requestable", "refused", "approvals", "who", "escalate_to", "break_glass");

  public PolicyTestCases {
    cases = List.copyOf(cases);
    problems = List.copyOf(problems);
  }

  /**
   * Reads a file of cases.
   *
   * @param now the time of requests that do not name one
   */
  public static PolicyTestCases read(Path file, Instant now) {
    try {
      return switch (YamlTree.of(Files.readString(file))) {
        case YamlTree.Root(Node root) -> new Reader(now).read(root);
        case YamlTree.Broken(CatalogProblem problem) ->
            new PolicyTestCases(List.of(), List.of(problem));
      };
    } catch (NoSuchFileException e) {
      return new PolicyTestCases(
          List.of(), List.of(CatalogProblem.at(0, "there is no file " + file)));
    } catch (IOException e) {
      return new PolicyTestCases(
          List.of(), List.of(CatalogProblem.at(0, "it cannot be read: " + e.getMessage())));
    }
  }

  private static final class Reader {
    private final List<CatalogProblem> problems = new ArrayList<>();
    private final Instant now;

    Reader(Instant now) {
      this.now = now;
    }

    PolicyTestCases read(Node root) {
      YamlSection top = new YamlSection(root, TOP, null, problems);
      List<PolicyTestCase> cases =
          top.items("cases").stream()
              .map(node -> one(new YamlSection(node, CASE, null, problems)))
              .toList();
      return new PolicyTestCases(cases, problems);
    }

    private PolicyTestCase one(YamlSection section) {
      String person = section.required("person").orElse("somebody");
      String entitlement = section.required("entitlement").orElse("");
      return new PolicyTestCase(
          section.line(),
          section.text("name").orElse(person + ", " + entitlement),
          new DescribedPerson(
              person,
              texts(section, "groups"),
              texts(section, "on_call"),
              texts(section, "slack_groups"),
              texts(section, "open_grants"),
              section.node("guest").map(_ -> section.flag("guest")),
              section.flag("slack_guest")),
          entitlement,
          section.node("duration").map(_ -> section.duration("duration", Duration.ofHours(1))),
          new PartialUsage(usage(section, "used"), usage(section, "last_ended")),
          section.text("justification"),
          ticket(section),
          time(section, "at").orElse(now),
          time(section, "start"),
          section.node("by").map(node -> sender(new YamlSection(node, BY, null, problems))),
          expectation(section));
    }

    private static DescribedPerson sender(YamlSection section) {
      return new DescribedPerson(
          section.required("person").orElse("somebody"),
          texts(section, "groups"),
          texts(section, "on_call"),
          texts(section, "slack_groups"),
          Optional.empty(),
          Optional.empty(),
          false);
    }

    private Optional<Instant> time(YamlSection section, String key) {
      return given(section, key, now, "a time like 2026-03-02T08:40:00Z", Reader::time);
    }

    private static Optional<List<String>> texts(YamlSection section, String key) {
      return section.node(key).map(_ -> section.texts(key));
    }

    private static Optional<Duration> usage(YamlSection section, String key) {
      return given(
          section,
          key,
          Duration.ZERO,
          "0 or a duration like 45s, 30m, 8h or 2d",
          Durations::parseOrZero);
    }

    /** The value at the key, or {@code otherwise} if it has a mistake, which is reported. */
    private static <T> Optional<T> given(
        YamlSection section,
        String key,
        T otherwise,
        String expected,
        Function<String, Optional<T>> reader) {
      return section
          .node(key)
          .map(_ -> section.read(key, otherwise, "'" + key + "' must be " + expected, reader));
    }

    private MaybeKnown<ConditionFacts.Ticket> ticket(YamlSection section) {
      return section
          .node("ticket")
          .<MaybeKnown<ConditionFacts.Ticket>>map(
              node -> ticketOf(new YamlSection(node, TICKET, null, problems)))
          .orElse(new MaybeKnown.Unknown<>("it is unknown which ticket the reason names"));
    }

    private static MaybeKnown<ConditionFacts.Ticket> ticketOf(YamlSection ticket) {
      Optional<String> exists = ticket.required("exists");
      if (exists.filter("false"::equals).isPresent()) {
        return new MaybeKnown.Known<>(ConditionFacts.Ticket.NONE);
      }
      String project = ticket.required("project").orElse("");
      Optional<String> open = ticket.required("open");
      return new MaybeKnown.Known<>(
          new ConditionFacts.Ticket(
              exists.isPresent() && ticket.flag("exists"),
              project,
              open.isPresent() && ticket.flag("open")));
    }

    private static Optional<Instant> time(String text) {
      try {
        return Optional.of(OffsetDateTime.parse(text).toInstant());
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }

    private Expectation expectation(YamlSection section) {
      Optional<YamlSection> expect =
          section.node("expect").map(node -> new YamlSection(node, EXPECT, null, problems));
      if (expect.isEmpty() || EXPECT.stream().noneMatch(expect.get()::owns)) {
        section.problem(
            section.lineOf("expect"),
            "'expect' must have one of 'requestable', 'refused', 'approvals', 'who', 'escalate_to'"
                + " and 'break_glass'");
      }
      return new Expectation(
          expect.flatMap(one -> one.node("requestable").map(_ -> one.flag("requestable"))),
          expect.flatMap(one -> one.text("refused")),
          expect.flatMap(one -> one.node("approvals").map(_ -> one.number("approvals", 0, 100, 0))),
          expect.flatMap(one -> people(one, "who")),
          expect.flatMap(one -> people(one, "escalate_to")),
          expect.flatMap(one -> one.node("break_glass").map(_ -> one.flag("break_glass"))));
    }

    private static Optional<Set<String>> people(YamlSection expect, String key) {
      return expect.node(key).map(_ -> Set.copyOf(expect.principals(key)));
    }
  }
}
