package dev.hourkey.slack;

import com.slack.api.methods.response.users.UsersInfoResponse;
import com.slack.api.methods.response.users.UsersLookupByEmailResponse;
import com.slack.api.model.User;
import dev.hourkey.person.CachedAnswer;
import dev.hourkey.person.ChatProfiles;
import dev.hourkey.person.ChatUser;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** What Slack says about its users. Hourkey serves members of its own workspace only. */
@ApplicationScoped
class SlackProfiles implements ChatProfiles {
  /** How long a profile is good enough for display. */
  private static final Duration RECENT = Duration.ofMinutes(1);

  private static final int MAX_CACHED = 5_000;
  private static final int LONGEST_TITLE = 100;

  private static final String NOT_A_MEMBER =
      "Only full members of this workspace can use Hourkey, not people from other workspaces.";

  private static final String DEACTIVATED =
      "Your Slack account is deactivated in this workspace; ask a workspace admin.";

  private final SlackApi slack;
  private final SlackConfig config;
  private final Clock clock;

  /** Members as Slack last showed them, with the oldest look-ups first. */
  private final SequencedMap<ChatUser, CachedProfile> members = new LinkedHashMap<>();

  /**
   * The users who have an address. They are cached because Slack limits this call more than any
   * other that Hourkey makes often.
   */
  private final Map<String, CachedAnswer<Optional<UserProfile>>> addresses =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(
                Map.Entry<String, CachedAnswer<Optional<UserProfile>>> eldest) {
              return size() > MAX_CACHED;
            }
          });

  SlackProfiles(SlackApi slack, SlackConfig config, Clock clock) {
    this.slack = slack;
    this.config = config;
    this.clock = clock;
  }

  private record CachedProfile(Profile profile, Instant at) {}

  @Override
  public Profile recent(ChatUser user) {
    return kept(user).orElseGet(() -> of(user));
  }

  @Override
  public Profile of(ChatUser user) {
    Profile profile = ask(user);
    keep(user, profile);
    return profile;
  }

  private Optional<Profile> kept(ChatUser user) {
    Instant now = clock.instant();
    synchronized (members) {
      return Optional.ofNullable(members.get(user))
          .filter(kept -> kept.at.plus(RECENT).isAfter(now) && !kept.at.isAfter(now))
          .map(CachedProfile::profile);
    }
  }

  /** Keeps only members, so that somebody who has just become a member need not wait. */
  private void keep(ChatUser user, Profile profile) {
    synchronized (members) {
      members.remove(user);
      if (profile instanceof Profile.Member) {
        members.put(user, new CachedProfile(profile, clock.instant()));
      }
      if (members.size() > MAX_CACHED) {
        members.pollFirstEntry();
      }
    }
  }

  private Profile ask(ChatUser user) {
    if (!user.teamId().equals(config.teamId())) {
      return new Profile.Outsider(NOT_A_MEMBER);
    }
    return switch (slack.call(
        "users.info", methods -> methods.usersInfo(r -> r.user(user.userId())))) {
      case Reply.Ok<UsersInfoResponse>(UsersInfoResponse response) ->
          profile(SlackErrors.withAddress(response).getUser());
      case Reply.Refused<UsersInfoResponse>(_, String error) when error.equals("user_not_found") ->
          new Profile.Gone(NOT_A_MEMBER);
      case Reply.Refused<UsersInfoResponse>(_, String error)
          when error.equals("user_not_visible") ->
          new Profile.Outsider(NOT_A_MEMBER);
      case Reply.Refused<UsersInfoResponse>(String method, String error) ->
          throw SlackErrors.refused("ask Slack who " + user.userId() + " is", method, error);
      case Reply.Unavailable<UsersInfoResponse> unavailable ->
          throw SlackErrors.unavailable("ask Slack who " + user.userId() + " is", unavailable);
    };
  }

  @Override
  public Optional<UserProfile> userWith(String mail) {
    return addresses
        .computeIfAbsent(mail, _ -> new CachedAnswer<>(clock))
        .get(() -> new CachedAnswer.Fresh<>(ask(mail), Optional.empty()));
  }

  private Optional<UserProfile> ask(String mail) {
    String doing = "ask Slack who has the address " + mail;
    return switch (slack.call(
        "users.lookupByEmail", methods -> methods.usersLookupByEmail(r -> r.email(mail)))) {
      case Reply.Ok<UsersLookupByEmailResponse>(UsersLookupByEmailResponse response) ->
          Optional.of(
              new UserProfile(
                  new ChatUser(config.teamId(), response.getUser().getId()),
                  profile(response.getUser())));
      case Reply.Refused<UsersLookupByEmailResponse>(_, String error)
          when error.equals("users_not_found") ->
          Optional.empty();
      case Reply.Refused<UsersLookupByEmailResponse>(String method, String error) ->
          throw SlackErrors.refused(doing, method, error);
      case Reply.Unavailable<UsersLookupByEmailResponse> unavailable ->
          throw SlackErrors.unavailable(doing, unavailable);
    };
  }

  /**
   * Whether Slack shows that the person is a member of Hourkey's workspace: it is their home
   * workspace or, in an Enterprise Grid organization, one of their workspaces. If Slack leaves that
   * out, the person does not count as a member.
   */
  private boolean inWorkspace(User user) {
    return config.teamId().equals(user.getTeamId())
        || (user.getEnterpriseUser() != null
            && user.getEnterpriseUser().getTeams() != null
            && user.getEnterpriseUser().getTeams().contains(config.teamId()));
  }

  private Profile profile(User user) {
    if (user.isDeleted()) {
      return new Profile.Gone(DEACTIVATED);
    }
    boolean guest = user.isRestricted() || user.isUltraRestricted();
    if (user.isInvitedUser() && !guest) {
      return new Profile.Gone(NOT_A_MEMBER); // They have not joined yet.
    }
    if (!inWorkspace(user) || user.isBot() || user.isStranger() || user.isInvitedUser()) {
      return new Profile.Outsider(NOT_A_MEMBER);
    }
    return new Profile.Member(address(user), guest, about(user));
  }

  private static About about(User user) {
    return new About(
        Optional.ofNullable(user.getProfile())
            .flatMap(profile -> Optional.ofNullable(profile.getTitle()))
            .map(title -> SlackText.cut(SlackText.clean(title), LONGEST_TITLE))
            .filter(title -> !title.isEmpty()),
        Optional.ofNullable(user.getTz()).flatMap(SlackProfiles::zone));
  }

  private static Optional<ZoneId> zone(String name) {
    try {
      return Optional.of(ZoneId.of(name));
    } catch (DateTimeException e) {
      return Optional.empty(); // A zone newer than this Java.
    }
  }

  /** People can enter any address; it counts once Slack has confirmed it with a mail. */
  private static Address address(User user) {
    String mail = user.getProfile() == null ? null : user.getProfile().getEmail();
    if (mail == null || mail.isBlank()) {
      return new Address.Unusable(
          "Slack shows no e-mail address for you; ask a workspace admin to add the address that"
              + " you have in Entra.");
    }
    return user.isEmailConfirmed()
        ? new Address.Confirmed(mail)
        : new Address.Unusable(
            "You have not confirmed your e-mail address "
                + mail
                + " in Slack yet. Open the link in Slack's e-mail, and try again.");
  }
}
