package dev.hourkey.journey;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.Verification;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.entra.MembershipChange;
import dev.hourkey.sandbox.slack.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compares what the vendors show with the audit trail. How long access had to last is taken from
 * the request, not from Hourkey's records.
 */
final class Evidence {
  /** The events of an ordinary grant. */
  static final List<String> LIFE =
      List.of(
          "grant_opened",
          "member_added",
          "grant_active",
          "grant_ending",
          "member_removed",
          "grant_ended");

  /** The events of a grant whose group another, longer grant needs too. */
  static final List<String> LIFE_BESIDE_ANOTHER =
      LIFE.stream().map(type -> type.equals("member_removed") ? "member_kept" : type).toList();

  /** The events of a grant whose membership turns out to be standing. */
  static final List<String> NO_LIFE = List.of("grant_opened", "member_kept", "grant_ended");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> GROUPS =
      Set.of("aws-prod-readonly", "aws-prod-admin", "aws-staging-poweruser");
  private static final Set<String> PEOPLE =
      Set.of("ana@example.com", "bruno@example.com", "head-of-ops@example.com", "dana@example.com");

  /** People whose user name in AWS is not their address. */
  private static final Map<String, String> NAMES_IN_AWS = Map.of("dana@example.com", "dnovak");

  /** How much later than the change its event may be recorded. */
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(1);

  private final Sandbox sandbox;
  private final AuditTrail trail;
  private final long begun;

  /**
   * @param begun the number of the last entry before the scenario
   */
  Evidence(Sandbox sandbox, AuditTrail trail, long begun) {
    this.sandbox = sandbox;
    this.trail = trail;
    this.begun = begun;
  }

  record Member(String group, String person) {}

  /** A membership came or went, by the ids of Entra. */
  private record Change(Instant at, String group, String person, boolean added) {}

  /** What was recorded since the scenario began. */
  List<JsonNode> entries() {
    return trail.after(begun, Optional.empty(), 1000).stream()
        .map(entry -> json(entry.payload()))
        .toList();
  }

  List<JsonNode> entries(String type) {
    return entries().stream().filter(entry -> entry.get("type").asText().equals(type)).toList();
  }

  /**
   * What is left when a scenario is over.
   *
   * @param standing who is in a group without Hourkey, and stays
   * @param lives the events that the audit trail must have for each grant, in the order the grants
   *     were opened
   */
  ScenarioOutcome of(String scenario, Set<Member> standing, List<List<String>> lives) {
    return new ScenarioOutcome(
        scenario,
        leftBehind(standing),
        takenEarly() + taken(standing),
        recordGaps(lives),
        slowestAcknowledgement());
  }

  private long leftBehind(Set<Member> standing) {
    return everybody()
        .filter(member -> !standing.contains(member))
        .mapToLong(member -> (inEntra(member) ? 1 : 0) + (inAws(member) ? 1 : 0))
        .sum();
  }

  private long taken(Set<Member> standing) {
    return standing.stream()
        .mapToLong(member -> (inEntra(member) ? 0 : 1) + (inAws(member) ? 0 : 1))
        .sum();
  }

  private static Stream<Member> everybody() {
    return GROUPS.stream()
        .flatMap(group -> PEOPLE.stream().map(person -> new Member(group, person)));
  }

  private boolean inEntra(Member member) {
    return sandbox.entra().isMember(member.group(), member.person());
  }

  private boolean inAws(Member member) {
    String person = NAMES_IN_AWS.getOrDefault(member.person(), member.person());
    return sandbox.aws().isMember(member.group(), person);
  }

  private long takenEarly() {
    return entries("grant_active").stream()
        .mapToLong(live -> missing(live, inEntra()) + missing(live, inAws()))
        .sum();
  }

  /** How often the membership of a grant was not there although its time was not up. */
  private long missing(JsonNode live, List<Change> history) {
    JsonNode opened = opened(live.get("subject").asText());
    Instant from = at(live);
    Instant to = from.plus(Duration.parse(opened.get("duration").asText())).minus(TOLD_WITHIN);
    List<Change> changes = history.stream().filter(change -> isAbout(change, opened)).toList();
    boolean there =
        changes.stream()
            .filter(change -> !change.at().isAfter(from))
            .reduce((_, last) -> last)
            .map(Change::added)
            .orElse(false);
    long losses =
        changes.stream()
            .filter(change -> !change.added())
            .filter(change -> change.at().isAfter(from) && change.at().isBefore(to))
            .count();
    return losses + (there ? 0 : 1);
  }

  private JsonNode opened(String grant) {
    return entries("grant_opened").stream()
        .filter(entry -> entry.get("subject").asText().equals(grant))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isAbout(Change change, JsonNode entry) {
    return change.group().equals(entry.get("group").get("id").asText())
        && change.person().equals(entry.get("holder").asText());
  }

  private List<Change> inEntra() {
    return sandbox.entra().changes().stream().map(Evidence::change).toList();
  }

  private static Change change(MembershipChange change) {
    return new Change(change.at(), change.groupId(), change.userId(), change.added());
  }

  /** The test people's ids in AWS are those in Entra with another first block. */
  private List<Change> inAws() {
    return sandbox.aws().changes().stream()
        .map(
            change ->
                new Change(
                    change.at(),
                    change.groupId().replaceFirst("b{8}", "2".repeat(8)),
                    change.userId().replaceFirst("a{8}", "1".repeat(8)),
                    change.added()))
        .toList();
  }

  private long recordGaps(List<List<String>> lives) {
    List<JsonNode> opened = entries("grant_opened");
    long gaps = Math.abs(opened.size() - lives.size());
    for (int i = 0; i < Math.min(opened.size(), lives.size()); i++) {
      gaps += gaps(lives.get(i), opened.get(i).get("subject").asText());
      gaps += unapproved(opened.get(i).get("request").asText());
    }
    return gaps + unrecorded() + (trail.verify(List.of()) instanceof Verification.Broken ? 1 : 0);
  }

  private long gaps(List<String> wanted, String grant) {
    Set<String> telling =
        Stream.of(LIFE, LIFE_BESIDE_ANOTHER).flatMap(List::stream).collect(toSet());
    List<String> alerted = types(grant).stream().filter(telling::contains).toList();
    List<String> missing = without(wanted, alerted);
    List<String> tooMany = without(alerted, wanted);
    boolean disorder = missing.isEmpty() && tooMany.isEmpty() && !alerted.equals(wanted);
    return (long) missing.size() + tooMany.size() + (disorder ? 1 : 0);
  }

  private static List<String> without(List<String> all, List<String> some) {
    List<String> rest = new ArrayList<>(all);
    some.forEach(rest::remove);
    return rest;
  }

  private long unapproved(String request) {
    List<String> alerted = types(request);
    return Stream.of("access_requested", "request_approved")
        .filter(type -> alerted.stream().filter(type::equals).count() != 1)
        .count();
  }

  private List<String> types(String subject) {
    return entries().stream()
        .filter(entry -> entry.get("subject").asText().equals(subject))
        .map(entry -> entry.get("type").asText())
        .toList();
  }

  /** How many of Hourkey's changes in Entra are missing from the audit trail. */
  private long unrecorded() {
    List<Change> managed =
        sandbox.entra().changes().stream()
            .filter(change -> !change.byHand())
            .map(Evidence::change)
            .toList();
    return managed.stream()
        .map(Evidence::sort)
        .distinct()
        .mapToLong(sort -> lacks(managed, sort))
        .sum();
  }

  /** The same for all changes of one kind to one membership. */
  private static Change sort(Change change) {
    return new Change(Instant.EPOCH, change.group(), change.person(), change.added());
  }

  private long lacks(List<Change> managed, Change sort) {
    long made = managed.stream().filter(change -> sort(change).equals(sort)).count();
    long alerted =
        entries(sort.added() ? "member_added" : "member_removed").stream()
            .filter(entry -> isAbout(sort, entry))
            .count();
    return Math.max(0, made - alerted);
  }

  private Duration slowestAcknowledgement() {
    return sandbox.slack().deliveries().stream()
        .map(Delivery::took)
        .max(Duration::compareTo)
        .orElseThrow();
  }

  static Instant at(JsonNode entry) {
    return Instant.parse(entry.get("at").asText());
  }

  private static JsonNode json(String payload) {
    try {
      return JSON.readTree(payload);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(payload, e);
    }
  }
}
