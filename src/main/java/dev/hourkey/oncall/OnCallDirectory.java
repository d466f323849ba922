package dev.hourkey.oncall;

import dev.hourkey.person.CachedAnswer;
import dev.hourkey.person.ChatGroupMembers;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.OnCallSchedule;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Says who of Entra's people is on call now. The tools know mail addresses; each is looked up in
 * Entra. Somebody whose address is that of no enabled account, or of several, is not on call, and
 * the log says so.
 */
@ApplicationScoped
public class OnCallDirectory {
  private static final Logger LOG = Logger.getLogger(OnCallDirectory.class);

  private final PagerDuty pagerDuty;
  private final JsmOperations jsm;
  private final IncidentIo incidentIo;
  private final ChatGroupMembers chatGroups;
  private final PersonDirectory people;
  private final Clock clock;

  private final Map<OnCallSchedule, CachedAnswer<Set<PersonId>>> answers =
      new ConcurrentHashMap<>();

  OnCallDirectory(
      PagerDuty pagerDuty,
      JsmOperations jsm,
      IncidentIo incidentIo,
      ChatGroupMembers chatGroups,
      PersonDirectory people,
      Clock clock) {
    this.pagerDuty = pagerDuty;
    this.jsm = jsm;
    this.incidentIo = incidentIo;
    this.chatGroups = chatGroups;
    this.people = people;
    this.clock = clock;
  }

  /**
   * Whether an account is on call for a schedule now; the answer may be 30 s old, but not from
   * before the end of a shift.
   *
   * @throws DirectoryFailure when that is not known
   */
  public boolean isOnCall(EntraAccount account, OnCallSchedule schedule) {
    return switch (schedule.tool()) {
      case PAGERDUTY -> onCall(pagerDuty, schedule).contains(account.id());
      case JSM -> onCall(jsm, schedule).contains(account.id());
      case INCIDENT_IO -> onCall(incidentIo, schedule).contains(account.id());
      case CHAT_GROUP -> chatGroups.includes(account, schedule.id());
    };
  }

  /**
   * Everybody who is on call for a schedule of a tool that is not the chat; as old as for {@link
   * #isOnCall}.
   *
   * @throws DirectoryFailure when that is not known
   */
  public Set<PersonId> onCall(OnCallSchedule schedule) {
    return switch (schedule.tool()) {
      case PAGERDUTY -> onCall(pagerDuty, schedule);
      case JSM -> onCall(jsm, schedule);
      case INCIDENT_IO -> onCall(incidentIo, schedule);
      case CHAT_GROUP -> Set.of();
    };
  }

  private Set<PersonId> onCall(OnCallTool tool, OnCallSchedule schedule) {
    return answers
        .computeIfAbsent(schedule, _ -> new CachedAnswer<>(clock))
        .get(
            () -> {
              Shift shift = tool.now(schedule.id());
              return new CachedAnswer.Fresh<>(people(shift, schedule), shift.until());
            });
  }

  private Set<PersonId> people(Shift shift, OnCallSchedule schedule) {
    return shift.mails().stream()
        .flatMap(mail -> person(mail, schedule).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private Optional<PersonId> person(String mail, OnCallSchedule schedule) {
    List<EntraAccount> accounts =
        people.withMail(mail).stream().filter(EntraAccount::enabled).toList();
    if (accounts.size() == 1) {
      return Optional.of(accounts.getFirst().id());
    }
    LOG.warnf(
        "%s is on call for %s in %s, but does not count: %d enabled accounts in Entra have this"
            + " address",
        mail, schedule.id(), schedule.tool().label(), accounts.size());
    return Optional.empty();
  }
}
