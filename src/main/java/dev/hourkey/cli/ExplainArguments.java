package dev.hourkey.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.hourkey.app.Settings;
import dev.hourkey.catalog.Bundle;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.DescribedPerson;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.OfflineDirectory;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.catalog.PolicyLineNumbers;
import dev.hourkey.catalog.UnknownNames;
import dev.hourkey.cli.ExplanationReport.BreakGlassAnswer;
import dev.hourkey.policy.Explanation;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.policy.PartialFacts;
import dev.hourkey.policy.PartialSender;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code hourkey explain FILE PERSON ENTITLEMENT}: says why somebody may or may not request
 * something. It queries Entra if the settings for Entra are given. Otherwise it knows only what the
 * options say.
 */
@Command(
    name = "explain",
    header = "Says whether a person may request an entitlement, and why.",
    description = {
      "Says whether a person may request an entitlement, which line of the policy file decides,"
          + " and",
      "which conditions are satisfied, unsatisfied or unknown. Exits with 0 when they may, 1 when",
      "they may not, 2 when the file has mistakes, 3 when it is unknown."
    })
final class ExplainArguments implements Callable<Integer> {
  static final int MAY = 0;
  static final int MAY_NOT = 1;
  static final int MISTAKES = 2;
  static final int UNKNOWN = 3;

  @Parameters(paramLabel = "FILE", description = "The policy file (YAML).")
  Path file = Path.of("");

  @Parameters(paramLabel = "PERSON", description = "Their user principal name or mail address.")
  String person = "";

  @Parameters(
      paramLabel = "ENTITLEMENT",
      description =
          "The id of an entitlement or of a bundle, with one answer for each entitlement.")
  String entitlement = "";

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "For how long, like 30m (default: the shortest that is offered).")
  @Nullable Duration duration;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "When, like 2026-03-02T08:40:00Z (default: now).")
  OffsetDateTime at = OffsetDateTime.now(ZoneOffset.UTC);

  @Option(
      names = "--start",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "When the access is to start (default: at once).")
  @Nullable OffsetDateTime start;

  @Option(
      names = "--justification",
      paramLabel = "TEXT",
      description = "The reason that the person gives (default: not checked).")
  @Nullable String justification;

  @Option(
      names = "--groups",
      paramLabel = "GROUP",
      split = ",",
      description = {
        "All groups of the person, as written in the file, separated by commas. Without it, Entra",
        "is asked, if its settings are given; otherwise the groups are unknown."
      })
  @Nullable List<String> groups;

  @Option(
      names = "--on-call",
      paramLabel = "NAME",
      split = ",",
      description = {
        "A schedule under 'on_call' for which the person is on call. Repeat it for more; they are",
        "not on call for any other. --on-call= means none. Without it, Hourkey asks the tool, or",
        "treats it as unknown if it can't."
      })
  @Nullable List<String> onCall;

  @Option(
      names = "--slack-groups",
      paramLabel = "GROUP",
      split = ",",
      description =
          "All Slack groups of the person, as written in the file (default: Slack is asked).")
  @Nullable List<String> slackGroups;

  @Option(
      names = "--open-grants",
      paramLabel = "ENTITLEMENT",
      split = ",",
      description = "All entitlements for which the person has a grant (default: unknown).")
  @Nullable List<String> openGrants;

  @Mixin PriorUsageOptions usage = new PriorUsageOptions();

  @Mixin SenderOptions by = new SenderOptions();

  @Option(
      names = "--guest",
      arity = "1",
      paramLabel = "true|false",
      description = "Whether their account is a guest from another organization.")
  @Nullable Boolean guest;

  @Option(names = "--json", description = "Prints JSON.")
  boolean json;

  @Override
  public Integer call() {
    PolicyFile read = PolicyFile.read(file);
    if (!read.valid()) {
      CheckCommand.print(file, read.problems());
      return MISTAKES;
    }
    Stream.concat(Stream.of(given()), by.sender().stream())
        .flatMap(one -> UnknownNames.of(one, read).stream())
        .forEach(what -> System.err.println(file + ": warning: " + what));
    if (groups == null && Settings.given().containsKey("hourkey.entra.tenant-id")) {
      return StandaloneRunner.run(ExplainCommand.class, command -> command.live(this, read));
    }
    CatalogSnapshot snapshot = OfflineDirectory.catalog(read);
    return each(
        read,
        id ->
            entitlement(snapshot, id)
                .map(found -> report(read, found, offline(found)))
                .orElseGet(() -> withoutDirectories(read)));
  }

  /** The exit code for all entitlements in question: 0 only if each may be requested. */
  int each(PolicyFile read, ToIntFunction<String> answer) {
    List<Integer> codes =
        Bundle.expand(entitlement, read.bundles()).stream()
            .map(id -> answer.applyAsInt(id))
            .toList();
    return codes.contains(MAY_NOT) ? MAY_NOT : codes.contains(UNKNOWN) ? UNKNOWN : MAY;
  }

  private static int withoutDirectories(PolicyFile read) {
    if (!read.rules().isEmpty()) {
      System.err.println(
          "Only Entra and AWS know whether a rule makes it: give their settings, without --groups");
    }
    return read.rules().isEmpty() ? MAY_NOT : UNKNOWN;
  }

  DescribedPerson given() {
    return new DescribedPerson(
        person,
        Optional.ofNullable(groups),
        Optional.ofNullable(onCall),
        Optional.ofNullable(slackGroups),
        Optional.ofNullable(openGrants),
        Optional.ofNullable(guest),
        false);
  }

  private PartialFacts offline(Entitlement found) {
    return given().request(found, details(found, by.sender().map(one -> one.sender(found))));
  }

  DescribedPerson.Details details(Entitlement found, Optional<PartialSender> sender) {
    return new DescribedPerson.Details(
        duration == null ? found.policy().durations().getFirst() : duration,
        usage.usage(),
        Optional.ofNullable(justification),
        new MaybeKnown.Unknown<>("it is unknown which ticket the reason names"),
        at.toInstant(),
        Optional.ofNullable(start).map(OffsetDateTime::toInstant),
        sender);
  }

  Optional<Entitlement> entitlement(CatalogSnapshot snapshot, String id) {
    Optional<Entitlement> found = snapshot.find(id);
    if (found.isEmpty()) {
      System.err.println(file + ": " + snapshot.missing(id));
      CheckCommand.print(file, snapshot.problems());
    }
    return found;
  }

  int report(PolicyFile read, Entitlement found, PartialFacts known) {
    ExplanationReport report =
        new ExplanationReport(
            person,
            by.sender().filter(_ -> known.sender().isPresent()).map(DescribedPerson::name),
            found.id(),
            known,
            Explanation.of(found.policy(), found.overrides(), known),
            found.breakGlass().map(rules -> new BreakGlassAnswer(rules, rules.mayUse(known))),
            PolicyLineNumbers.of(read, found));
    try {
      System.out.println(json ? report.json() : report.words());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("write JSON", e);
    }
    return report.exitCode();
  }
}
