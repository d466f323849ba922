package dev.hourkey.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hourkey.audit.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the audit trail says about one grant, from its request to its end. Pure. */
final class GrantHistory {
  private final List<Entry> own;
  private final List<Entry> all;
  private JsonNode opened = MissingNode.getInstance();
  private long openedBy;
  private String state = "";
  private @Nullable Instant added;
  private @Nullable Instant active;
  private @Nullable Instant plannedEnd;
  private @Nullable Instant endBegan;
  private @Nullable Instant removed;
  private @Nullable Instant ended;
  private JsonNode revoked = MissingNode.getInstance();
  private String cause = "";
  private int extensions;
  private boolean returned;
  private final List<Gap> gaps = new ArrayList<>();

  /** A period in which the grant had ended, before AWS showed it again. */
  private record Gap(Instant ended, Instant returned) {
    boolean covers(Instant from, Instant to) {
      return !ended.isAfter(from) && !returned.isBefore(to);
    }
  }

  /** An audit entry. */
  record Entry(long seq, JsonNode event) {
    String type() {
      return event.path("type").asText();
    }
  }

  private GrantHistory(List<Entry> own, List<Entry> all) {
    this.own = own;
    this.all = all;
  }

  /** The requests that a grant's entries name: its own, and those that extended it. */
  static Stream<String> requests(List<Entry> own) {
    return own.stream()
        .filter(
            entry -> entry.type().equals("grant_opened") || entry.type().equals("grant_extended"))
        .map(entry -> entry.event().path("request").asText());
  }

  /**
   * The history of one grant.
   *
   * @param own its entries, in their order
   * @param ofRequests the entries about each request
   */
  static GrantHistory of(List<Entry> own, Map<String, List<Entry>> ofRequests) {
    List<Entry> all = new ArrayList<>();
    requests(own).distinct().forEach(id -> all.addAll(ofRequests.getOrDefault(id, List.of())));
    GrantHistory history = new GrantHistory(own, all);
    own.forEach(history::add);
    return history;
  }

  private void add(Entry entry) {
    JsonNode event = entry.event();
    Instant at = StoredEvent.at(event).orElse(null);
    switch (entry.type()) {
      case "grant_opened" -> {
        opened = event;
        openedBy = entry.seq();
        state = event.path("startsAt").isTextual() ? "scheduled" : "provisioning";
        plannedEnd = StoredEvent.time(event, "deadline").orElse(null);
      }
      case "grant_starting" -> state = "provisioning";
      case "member_added" -> {
        state = "syncing";
        added = at;
      }
      case "grant_active" -> {
        state = "live";
        active = active == null ? at : active;
        plannedEnd = StoredEvent.time(event, "endsAt").orElse(plannedEnd);
      }
      case "grant_extended" -> {
        extensions++;
        plannedEnd = StoredEvent.time(event, "until").orElse(plannedEnd);
      }
      case "grant_revoked" -> revoked = event;
      case "grant_ending" -> {
        state = "revoking";
        cause = event.path("cause").asText();
        endBegan = endBegan == null ? at : endBegan;
      }
      case "member_removed" -> {
        state = "clearing";
        removed =
            returned ? removed : at; // Removing access that came back does not count as a late end.
      }
      case "member_returned" -> {
        state = "clearing";
        returned = true;
        if (ended != null && at != null) {
          gaps.add(new Gap(ended, at));
        }
        ended = null;
      }
      case "grant_ended" -> {
        state = "ended";
        cause = event.path("cause").asText();
        ended = at;
      }
      default -> {} // Such an event changes nothing in the report.
    }
  }

  /** Whether the grant was open in a period. If its times are missing, it counts as open. */
  boolean overlaps(ExportSpec period) {
    Instant from = period.from().orElseThrow();
    Instant to = period.to().orElseThrow();
    boolean later = openedAt().filter(at -> !at.isBefore(to)).isPresent();
    boolean earlier = ended != null && !ended.isAfter(from);
    return !later && !earlier && gaps.stream().noneMatch(gap -> gap.covers(from, to));
  }

  /** A field of the event that opened the grant. */
  JsonNode opened(String field) {
    return opened.path(field);
  }

  /** The number of the event that opened the grant. */
  long openedBy() {
    return openedBy;
  }

  Optional<Instant> openedAt() {
    return StoredEvent.at(opened);
  }

  /** The event of the grant's request. */
  JsonNode requested() {
    return all.stream()
        .filter(entry -> entry.type().equals("access_requested"))
        .map(Entry::event)
        .findFirst()
        .orElse(MissingNode.getInstance());
  }

  GrantApproval approval() {
    return GrantApproval.of(
        all.stream().map(Entry::event).toList(),
        opened.path("holder").asText(),
        StoredEvent.text(requested(), "sentBy"));
  }

  boolean breakGlass() {
    return all.stream().anyMatch(entry -> entry.type().equals("break_glass_used"));
  }

  String state() {
    return state;
  }

  String cause() {
    return cause;
  }

  /** A field of the event that revoked the grant; empty if nobody revoked it. */
  String revoked(String field) {
    return revoked.path(field).asText();
  }

  int extensions() {
    return extensions;
  }

  boolean returned() {
    return returned;
  }

  Optional<Instant> added() {
    return Optional.ofNullable(added);
  }

  Optional<Instant> active() {
    return Optional.ofNullable(active);
  }

  Optional<Instant> plannedEnd() {
    return Optional.ofNullable(plannedEnd);
  }

  Optional<Instant> removed() {
    return Optional.ofNullable(removed);
  }

  Optional<Instant> ended() {
    return Optional.ofNullable(ended);
  }

  /**
   * How many seconds after the due time Entra removed the member or, if it has not removed the
   * member yet, how late the removal is now. Empty if nothing was ever added, or the trail does not
   * say when the grant had to end.
   */
  Optional<Long> lateSeconds(Instant now) {
    Instant due =
        endBegan != null && (plannedEnd == null || endBegan.isBefore(plannedEnd))
            ? endBegan
            : plannedEnd;
    if (added == null || due == null) {
      return Optional.empty();
    }
    Instant over = removed().or(this::ended).orElse(now); // A standing membership stays.
    return Optional.of(Math.max(0, Duration.between(due, over).toSeconds()));
  }

  long firstEntry() {
    return Stream.concat(own.stream(), all.stream()).mapToLong(Entry::seq).min().orElse(0);
  }

  long lastEntry() {
    return Stream.concat(own.stream(), all.stream()).mapToLong(Entry::seq).max().orElse(0);
  }
}
