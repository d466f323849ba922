package dev.hourkey.slack;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.Grants;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.RequestState;
import dev.hourkey.request.Requests;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Draws what approvers and requesters see of a request, from the rows as they are. */
@ApplicationScoped
class RequestMessages {
  private final Requests requests;
  private final Grants grants;
  private final Persons persons;
  private final Catalog catalog;

  RequestMessages(Requests requests, Grants grants, Persons persons, Catalog catalog) {
    this.requests = requests;
    this.grants = grants;
    this.persons = persons;
    this.catalog = catalog;
  }

  /** The card on which approvers decide; afterwards it says who did, and how it goes on. */
  Optional<SlackMessage> card(AccessRequest request) {
    return channel(request).map(channel -> card(request, channel));
  }

  /** Where it is decided: the channel in the policy file may have changed since the request. */
  private Optional<String> channel(AccessRequest request) {
    return request
        .channel()
        .map(
            then -> catalog.find(request.entitlement()).flatMap(Entitlement::channel).orElse(then));
  }

  private SlackMessage card(AccessRequest request, String channel) {
    Optional<Person> requester = persons.find(request.requester());
    String who = requester.map(Person::name).orElse("Somebody");
    boolean pending = request.state() instanceof RequestState.Pending;
    List<Map<String, Object>> blocks = new ArrayList<>();
    blocks.add(Blocks.header(title(request, who)));
    List<String> fields = new ArrayList<>();
    fields.add(
        "*Who*\n"
            + mention(requester)
            + requester.map(person -> " · " + SlackText.escape(person.principalName())).orElse(""));
    fields.add("*For*\n" + SlackText.words(request.duration()));
    if (request.opens().targets().size() == 1) {
      AccountAssignment only = request.opens().targets().getFirst();
      fields.add(
          "*Account*\n" + SlackText.escape(only.accountName()) + " (" + only.accountId() + ")");
      fields.add("*Permission set*\n" + SlackText.escape(only.permissionSet()));
    }
    blocks.add(Blocks.fields(fields));
    blocks.addAll(AccessText.blocks(request.opens(), "request:" + request.id()));
    blocks.add(Blocks.quote(request.justification()));
    blocks.add(Blocks.context(standing(request)));
    if (pending) {
      blocks.add(Blocks.actions("decide:" + request.id(), decisions(request, who)));
    }
    grants
        .forRequest(request.id())
        .filter(Grant::wanted)
        .ifPresent(grant -> blocks.add(revoke(grant, who)));
    return new SlackMessage(channel, cardText(request, who), blocks);
  }

  private static String title(AccessRequest request, String who) {
    return (request.highRisk() ? "⚠️ " : "")
        + SlackText.clean(who)
        + " asks for "
        + SlackText.clean(request.entitlementName());
  }

  private static List<Map<String, Object>> decisions(AccessRequest request, String who) {
    String id = request.id().toString();
    Map<String, Object> approve =
        Blocks.with(
            Blocks.button(Button.APPROVE.actionId(), "Approve", id),
            "style",
            "primary",
            "accessibility_label",
            SlackText.cut("Approve the request of " + SlackText.clean(who), 75));
    if (request.highRisk()) {
      approve = Blocks.with(approve, "confirm", confirm(request));
    }
    Map<String, Object> deny =
        Blocks.with(
            Blocks.button(Button.DENY.actionId(), "Deny…", id),
            "style",
            "danger",
            "accessibility_label",
            SlackText.cut("Deny the request of " + SlackText.clean(who), 75));
    return List.of(approve, deny);
  }

  private static Map<String, Object> revoke(Grant grant, String who) {
    return Blocks.actions(
        "revoke:" + grant.id(),
        List.of(
            Blocks.with(
                Blocks.button(Button.REVOKE.actionId(), "Revoke…", grant.id().toString()),
                "style",
                "danger",
                "accessibility_label",
                SlackText.cut("Revoke the access of " + SlackText.clean(who), 75))));
  }

  private static Map<String, Object> confirm(AccessRequest request) {
    return Blocks.map(
        "title", Blocks.plain("High risk"),
        "text",
            Blocks.plain(
                SlackText.cut(
                    "This opens "
                        + AccessText.plainSummary(request.opens())
                        + " for "
                        + SlackText.words(request.duration())
                        + ".",
                    300)),
        "confirm", Blocks.plain("Approve"),
        "deny", Blocks.plain("Not yet"));
  }

  /** One line that says where the request is, for the card and for the requester alike. */
  private String standing(AccessRequest request) {
    return switch (request.state()) {
      case RequestState.Pending(var expiresAt) ->
          "%d of %d approvals%s · lapses %s"
              .formatted(
                  requests.approvedBy(request.id()).size(),
                  request.approvalsNeeded(),
                  approvedBy(request),
                  SlackText.time(expiresAt));
      case RequestState.Approved(var at) ->
          ":white_check_mark: Approved%s · %s%s"
              .formatted(
                  approvedBy(request),
                  SlackText.time(at),
                  grants.forRequest(request.id()).map(this::progress).orElse(""));
      case RequestState.Denied(PersonId by, String reason, var at) ->
          ":no_entry: Denied by %s · %s · %s"
              .formatted(mention(persons.find(by)), SlackText.time(at), SlackText.escape(reason));
      case RequestState.Cancelled(var at) -> "Withdrawn by the requester · " + SlackText.time(at);
      case RequestState.Expired(var at) ->
          ":hourglass: Lapsed without a decision · " + SlackText.time(at);
    };
  }

  private String progress(Grant grant) {
    return switch (grant.state()) {
      case GrantState.Provisioning _ -> " · being added in Entra";
      case GrantState.Syncing _ -> " · in the Entra group, not in AWS yet";
      case GrantState.Live(_, var endsAt) ->
          "\n:large_green_circle: Live until " + SlackText.time(endsAt);
      case GrantState.Revoking _, GrantState.Clearing _ ->
          grant.revokedBy().isPresent()
              ? "\n:no_entry: Revoked" + by(grant) + " · being removed"
              : "\nBeing taken away";
      case GrantState.Ended(EndReason cause, var at) ->
          "\n:white_circle: " + ended(cause) + by(grant) + " · " + SlackText.time(at);
    };
  }

  /** Who revoked a grant and why; empty if nobody did. */
  private String by(Grant grant) {
    return revoker(grant, persons)
        .map(who -> " by " + who + ": " + SlackText.escape(grant.revokeReason().orElse("")))
        .orElse("");
  }

  /** Who revoked a grant, as a mention or by the name that was given on the command line. */
  static Optional<String> revoker(Grant grant, Persons persons) {
    return grant
        .revokedBy()
        .map(
            by ->
                persons
                    .find(new PersonId(by))
                    .map(person -> mention(Optional.of(person)))
                    .orElseGet(() -> SlackText.escape(by)));
  }

  /** The same as plain text. */
  static Optional<String> plainRevoker(Grant grant, Persons persons) {
    return grant
        .revokedBy()
        .map(by -> SlackText.clean(persons.find(new PersonId(by)).map(Person::name).orElse(by)));
  }

  /**
   * The answer to a reviewer who decided too late: who decided before, and when the access ends.
   *
   * @param offered the grant that the reviewer may revoke
   */
  List<Map<String, Object>> tooLate(AccessRequest request, Optional<Grant> offered) {
    List<Map<String, Object>> blocks = new ArrayList<>();
    blocks.add(
        Blocks.section(
            "This request was decided before your click, which changed nothing.\n"
                + standing(request)));
    offered
        .filter(Grant::wanted)
        .ifPresent(
            grant -> {
              blocks.add(Blocks.context("You can still end this access:"));
              blocks.add(
                  revoke(
                      grant,
                      persons.find(request.requester()).map(Person::name).orElse("somebody")));
            });
    return blocks;
  }

  static String ended(EndReason cause) {
    return switch (cause) {
      case EXPIRED -> "Ended: time was up";
      case ENDED_EARLY -> "Ended: given back";
      case NEVER_ARRIVED -> "Ended: not active in AWS in time";
      case STANDING -> "Not granted: already a member by other means";
      case NO_LONGER_APPROVED -> "Not granted: the approval no longer held";
      case IMPOSSIBLE -> "Not granted: Entra would not take it";
      case REVOKED -> "Ended: revoked";
      case REMOVED_ELSEWHERE -> "Ended: somebody took the member out of the Entra group";
    };
  }

  /** The requester's own message: what was asked for and where it is. */
  Optional<SlackMessage> taken(AccessRequest request) {
    return persons
        .find(request.requester())
        .flatMap(Person::chat)
        .map(
            requester -> {
              List<Map<String, Object>> blocks = new ArrayList<>();
              blocks.add(
                  Blocks.section(
                      "You requested *%s* (%s) for %s."
                          .formatted(
                              SlackText.escape(request.entitlementName()),
                              AccessText.summary(request.opens()),
                              SlackText.words(request.duration()))));
              blocks.add(Blocks.quote(request.justification()));
              blocks.add(Blocks.context(standing(request)));
              if (request.state() instanceof RequestState.Pending) {
                request
                    .cardProblem()
                    .ifPresent(problem -> blocks.add(Blocks.section(notPosted(problem))));
                blocks.add(
                    Blocks.actions(
                        "withdraw:" + request.id(),
                        List.of(
                            Blocks.button(
                                Button.CANCEL.actionId(), "Withdraw", request.id().toString()))));
              }
              return new SlackMessage(
                  requester.userId(),
                  "You asked for "
                      + SlackText.clean(request.entitlementName())
                      + ": "
                      + word(request),
                  blocks);
            });
  }

  private static String notPosted(String problem) {
    return ":warning: Nobody can decide on it yet: Hourkey can't post it to the approvers' channel (%s). Operators are alerted, and Hourkey keeps trying."
        .formatted(SlackText.literal(problem));
  }

  /** The requester hears how it was decided. */
  Optional<SlackMessage> decided(AccessRequest request) {
    String what = SlackText.escape(request.entitlementName());
    String sentence =
        switch (request.state()) {
          case RequestState.Pending _, RequestState.Cancelled _ -> "";
          case RequestState.Approved _ ->
              ":white_check_mark: *%s* is approved%s. It is being set up; you hear from me when AWS shows it."
                  .formatted(what, approvedBy(request));
          case RequestState.Denied(PersonId by, _, _) ->
              ":no_entry: *%s* was denied by %s:".formatted(what, mention(persons.find(by)));
          case RequestState.Expired _ ->
              ":hourglass: Nobody decided on *%s* in time. `/aws-access` asks again."
                  .formatted(what);
        };
    if (sentence.isEmpty()) {
      return Optional.empty();
    }
    List<Map<String, Object>> blocks = new ArrayList<>();
    blocks.add(Blocks.section(sentence));
    if (request.state() instanceof RequestState.Denied(_, String reason, _)) {
      blocks.add(Blocks.quote(reason));
    }
    return persons
        .find(request.requester())
        .flatMap(Person::chat)
        .map(
            requester ->
                new SlackMessage(
                    requester.userId(),
                    SlackText.clean(request.entitlementName()) + ": " + word(request),
                    blocks));
  }

  /** Approvers are reminded while nothing is decided. */
  Optional<SlackMessage> overdue(AccessRequest request) {
    if (!(request.state() instanceof RequestState.Pending(var expiresAt))) {
      return Optional.empty();
    }
    String who = persons.find(request.requester()).map(Person::name).orElse("Somebody");
    return channel(request)
        .map(
            channel ->
                new SlackMessage(
                    channel,
                    "%s still waits for a decision on %s; it lapses %s."
                        .formatted(
                            SlackText.clean(who),
                            SlackText.clean(request.entitlementName()),
                            SlackText.plainTime(expiresAt)),
                    List.of(
                        Blocks.section(
                            ":bell: *%s* still waits for a decision on *%s*; it lapses %s."
                                .formatted(
                                    SlackText.escape(who),
                                    SlackText.escape(request.entitlementName()),
                                    SlackText.time(expiresAt))))));
  }

  private String cardText(AccessRequest request, String who) {
    return "%s asks for %s (%s) for %s: %s"
        .formatted(
            SlackText.clean(who),
            SlackText.clean(request.entitlementName()),
            AccessText.plainSummary(request.opens()),
            SlackText.words(request.duration()),
            word(request));
  }

  /** The state in one plain word or two. */
  private String word(AccessRequest request) {
    return switch (request.state()) {
      case RequestState.Pending _ -> "waiting for a decision";
      case RequestState.Approved _ -> "approved by " + names(request);
      case RequestState.Denied(PersonId by, String reason, _) ->
          "denied by "
              + persons.find(by).map(Person::name).map(SlackText::clean).orElse("an approver")
              + ": "
              + SlackText.clean(reason);
      case RequestState.Cancelled _ -> "withdrawn";
      case RequestState.Expired _ -> "lapsed without a decision";
    };
  }

  private String names(AccessRequest request) {
    String names =
        requests.approvedBy(request.id()).stream()
            .flatMap(id -> persons.find(id).stream())
            .map(person -> SlackText.clean(person.name()))
            .collect(Collectors.joining(" and "));
    return names.isEmpty() ? "policy" : names;
  }

  private String approvedBy(AccessRequest request) {
    String people =
        requests.approvedBy(request.id()).stream()
            .map(id -> mention(persons.find(id)))
            .collect(Collectors.joining(", "));
    return people.isEmpty() ? "" : " by " + people;
  }

  static String mention(Optional<Person> person) {
    return person
        .map(
            known ->
                known
                    .chat()
                    .map(chat -> "<@" + chat.userId() + ">")
                    .orElseGet(() -> SlackText.escape(known.name())))
        .orElse("somebody");
  }
}
