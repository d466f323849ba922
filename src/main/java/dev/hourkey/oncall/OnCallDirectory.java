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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Says which people in Entra are on call now. The tools know mail addresses; each is looked up in
 * Entra. An address that no account has may be anybody's, and an address that several accounts have
 * may belong to any of them. For these people it is unknown whether they are on call, and the log
 * says so.
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

  private final Map<OnCallSchedule, CachedAnswer<OnShift>> answers = new ConcurrentHashMap<>();

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
      case PAGERDUTY -> shift(pagerDuty, schedule).includes(account.id(), schedule);
      case JSM -> shift(jsm, schedule).includes(account.id(), schedule);
      case INCIDENT_IO -> shift(incidentIo, schedule).includes(account.id(), schedule);
      case CHAT_GROUP -> chatGroups.includes(account, schedule.id());
    };
  }

  /**
   * Everybody who is known to be on call for a schedule of a tool other than the chat; the answer
   * may be as old as that of {@link #isOnCall}.
   *
   * @throws DirectoryFailure when that is not known
   */
  public Set<PersonId> onCall(OnCallSchedule schedule) {
    return switch (schedule.tool()) {
      case PAGERDUTY -> shift(pagerDuty, schedule).people();
      case JSM -> shift(jsm, schedule).people();
      case INCIDENT_IO -> shift(incidentIo, schedule).people();
      case CHAT_GROUP -> Set.of();
    };
  }

  private OnShift shift(OnCallTool tool, OnCallSchedule schedule) {
    return answers
        .computeIfAbsent(schedule, _ -> new CachedAnswer<>(clock))
        .get(
            () -> {
              Shift shift = tool.now(schedule.id());
              return new CachedAnswer.Fresh<>(onShift(shift, schedule), shift.until());
            });
  }

  private OnShift onShift(Shift shift, OnCallSchedule schedule) {
    Set<PersonId> onCall = new HashSet<>();
    Set<PersonId> perhaps = new HashSet<>();
    boolean strangers = false;
    for (String mail : shift.mails()) {
      List<EntraAccount> all = people.withMail(mail);
      List<PersonId> possible =
          all.stream().filter(EntraAccount::perhapsEnabled).map(EntraAccount::id).toList();
      Optional<EntraAccount> owner = EntraAccount.onlyEnabled(all);
      (owner.isPresent() ? onCall : perhaps).addAll(possible);
      strangers |= all.isEmpty();
      if (owner.isEmpty()) {
        LOG.warnf(
            "%s is on call for %s in %s, but %d accounts in Entra that may be enabled have this"
                + " address",
            mail, schedule.id(), schedule.tool().label(), possible.size());
      }
    }
    return new OnShift(onCall, perhaps, strangers);
  }

  /**
   * Who is on call.
   *
   * @param perhaps those who share an address, or whose account may be disabled
   * @param strangers whether Entra does not have somebody's address
   */
  private record OnShift(Set<PersonId> people, Set<PersonId> perhaps, boolean strangers) {
    boolean includes(PersonId person, OnCallSchedule schedule) {
      if (people.contains(person)) {
        return true;
      }
      if (strangers || perhaps.contains(person)) {
        String why =
            "%s has an address for the shift that matches no single account in Entra"
                .formatted(schedule.tool().label());
        throw DirectoryFailure.lasting(
                "match who is on call for " + schedule.id(), new IllegalStateException(why))
            .withUserText(why);
      }
      return false;
    }
  }
}
