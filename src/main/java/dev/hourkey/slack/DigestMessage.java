package dev.hourkey.slack;

import dev.hourkey.request.BreakGlassReviews;
import dev.hourkey.request.WeekFigures;
import dev.hourkey.request.WeekFigures.Decided;
import dev.hourkey.request.WeekFigures.Percentiles;
import dev.hourkey.text.Counted;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Draws the weekly digest for operators. */
final class DigestMessage {
  private static final int MAX_UNUSED = 10;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);

  private DigestMessage() {}

  static SlackMessage of(LocalDate monday, WeekFigures week, String channel) {
    Sentence title = Sentence.of("*Access in the week of {}*", DAY.format(monday));
    List<Sentence> lines = new ArrayList<>();
    if (week.isEmpty()) {
      title = title.then(": nothing was requested, and no access began or ended.");
    } else {
      lines.add(requests(week));
      time("Time to decision", week.toDecision()).ifPresent(lines::add);
      time("Time to active", week.toActive()).ifPresent(lines::add);
      time("Time to removal", week.toGone())
          .map(line -> line.then(" · {}", Counted.of(week.lateEnds(), "late end")))
          .ifPresent(lines::add);
      if (!week.mostRequested().isEmpty()) {
        lines.add(mostRequested(week));
      }
    }
    breakGlass(week).ifPresent(lines::add);
    if (!week.isEmpty() && !week.unused().isEmpty()) {
      lines.add(unused(week));
    }
    Sentence body = Sentence.joined("\n", lines);
    List<Block> blocks = new ArrayList<>(List.of(new Block.Section(title)));
    if (!lines.isEmpty()) {
      blocks.addAll(Block.sections(body.mrkdwn()));
    }
    chart(week).ifPresent(blocks::add);
    return new SlackMessage(
        channel, lines.isEmpty() ? title.plain() : title.then("\n").then(body).plain(), blocks);
  }

  private static Sentence requests(WeekFigures week) {
    List<Sentence> ways =
        Stream.of(Decided.values())
            .filter(way -> week.count(way) > 0)
            .map(way -> Sentence.of("{} " + words(way), week.count(way)))
            .toList();
    return Sentence.of("*Requests:* {}", week.requests())
        .then(ways.isEmpty() ? "" : " (")
        .then(Sentence.joined(", ", ways))
        .then(ways.isEmpty() ? "" : ")");
  }

  /** The outcomes of the requests, if there is anything to compare. */
  private static Optional<Block> chart(WeekFigures week) {
    Map<String, Long> bars = new LinkedHashMap<>();
    for (Decided way : Decided.values()) {
      if (week.count(way) > 0) {
        bars.put(words(way), week.count(way));
      }
    }
    return bars.size() < 2 ? Optional.empty() : Optional.of(new Block.BarChart("Requests", bars));
  }

  private static String words(Decided way) {
    return switch (way) {
      case BY_APPROVERS -> "approved";
      case BY_POLICY -> "approved by policy";
      case BREAK_GLASS -> "break-glass";
      case DENIED -> "denied";
      case CANCELLED -> "cancelled";
      case EXPIRED -> "expired undecided";
      case PENDING -> "still pending";
    };
  }

  private static Optional<Sentence> time(String what, Optional<Percentiles> took) {
    return took.map(
        times ->
            Sentence.of(
                "*{}:* median {}, 95% within {}", Sentence.of(what), times.p50(), times.p95()));
  }

  private static Sentence mostRequested(WeekFigures week) {
    return Sentence.of(
        "*Most requested:* {}",
        Sentence.joined(
            ", ",
            week.mostRequested().stream()
                .map(one -> Sentence.of("{} ({})", one.getKey(), one.getValue()))
                .toList()));
  }

  private static Optional<Sentence> breakGlass(WeekFigures week) {
    long uses = week.count(Decided.BREAK_GLASS);
    BreakGlassReviews.Waiting waiting = week.reviewsWaiting();
    return uses == 0 && waiting.all() == 0
        ? Optional.empty()
        : Optional.of(
            Sentence.of(
                "*Break-glass:* {} · {} still open, {} late",
                Counted.of(uses, "use"),
                Counted.of(waiting.all(), "review"),
                waiting.late()));
  }

  private static Sentence unused(WeekFigures week) {
    int more = week.unused().size() - MAX_UNUSED;
    return Sentence.of(
            "*Not used in the last 90 days:* {} of {} entitlements: ",
            week.unused().size(),
            week.entitlements())
        .then(
            Sentence.joined(
                ", ",
                week.unused().stream()
                    .limit(MAX_UNUSED)
                    .map(name -> Sentence.of("{}", name))
                    .toList()))
        .then(more > 0 ? Sentence.of(" and {} more", more) : Sentence.NOTHING);
  }
}
