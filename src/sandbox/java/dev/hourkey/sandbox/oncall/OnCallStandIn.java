package dev.hourkey.sandbox.oncall;

import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.NextAnswers;
import dev.hourkey.sandbox.http.Request;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The three tools with the same schedules and people, each with its own wire: PagerDuty below
 * {@code /pagerduty}, Atlassian below {@code /atlassian}, incident.io below {@code /incident-io}.
 */
public final class OnCallStandIn {
  /** The credential that all of them accept. */
  public static final String TOKEN = "sandbox-oncall";

  /** The account of {@link #TOKEN} at Atlassian, and the id of its site. */
  public static final String USER = "bot@example.com";

  public static final String CLOUD_ID = "sandbox-cloud";

  /** Bruno is on call for it. */
  public static final String PLATFORM = "PSCHED1";

  public static final Responder ANA = new Responder(1, "Ana Lima", "ana@example.com");
  public static final Responder BRUNO = new Responder(2, "Bruno Costa", "bruno@example.com");
  public static final Responder CHLOE = new Responder(3, "Chloé Martin", "head-of-ops@example.com");

  private static final Duration A_WEEK = Duration.ofDays(7);

  private final Clock clock;
  private final NextAnswers faults = new NextAnswers();
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<String, Rota> rotas = new ConcurrentHashMap<>();
  private final Map<Integer, Responder> people = new ConcurrentHashMap<>();

  public OnCallStandIn(LoopbackServer http, Clock clock) {
    this.clock = clock;
    reset();
    new PagerDutyWire(this).addTo(http);
    new JsmWire(this).addTo(http);
    new IncidentIoWire(this).addTo(http);
  }

  /** These people are on call from now on for a week; nobody if none are named. */
  public void onCall(String schedule, Responder... who) {
    Instant now = clock.instant();
    put(
        schedule,
        List.of(who).stream()
            .map(one -> new Duty(one, now.minus(A_WEEK), now.plus(A_WEEK)))
            .toList());
  }

  /** The schedule has these shifts and no override. */
  public void put(String schedule, List<Duty> rotation) {
    rotation.forEach(duty -> people.put(duty.who().number(), duty.who()));
    rotas.put(schedule, new Rota(schedule, rotation, List.of(), 1));
  }

  /** Adds an override: somebody is on call instead of the rotation's people. */
  public void override(String schedule, Duty duty) {
    people.put(duty.who().number(), duty.who());
    rotas.computeIfPresent(
        schedule,
        (_, rota) -> {
          List<Duty> overrides = new ArrayList<>(rota.overrides());
          overrides.add(duty);
          return new Rota(schedule, rota.rotation(), overrides, rota.policies());
        });
  }

  /** How many of PagerDuty's escalation policies use the schedule; 1 at first. */
  public void policies(String schedule, int count) {
    rotas.computeIfPresent(
        schedule, (_, rota) -> new Rota(schedule, rota.rotation(), rota.overrides(), count));
  }

  /** The schedule is gone, or the token may no longer see it. */
  public void hide(String schedule) {
    rotas.remove(schedule);
  }

  /** The failures to simulate. */
  public NextAnswers faults() {
    return faults;
  }

  /** How many calls there were since the reset. */
  public int calls() {
    return calls.get();
  }

  /** Back to the start: Bruno is on call for {@link #PLATFORM}, and nothing is wrong. */
  public void reset() {
    faults.clear();
    calls.set(0);
    rotas.clear();
    people.clear();
    onCall(PLATFORM, BRUNO);
  }

  Instant now() {
    return clock.instant();
  }

  Optional<Rota> rota(String schedule) {
    return Optional.ofNullable(rotas.get(schedule));
  }

  Optional<Responder> person(int number) {
    return Optional.ofNullable(people.get(number));
  }

  /** Adds a route that counts its calls and fails as it was told to. */
  void on(LoopbackServer http, String path, LoopbackServer.Handler handler) {
    http.on("GET", path, request -> answer(request, handler));
  }

  private Answer answer(Request request, LoopbackServer.Handler handler) throws Exception {
    calls.incrementAndGet();
    Optional<Answer> fault = faults.take();
    return fault.isPresent() ? fault.get() : handler.handle(request);
  }
}
