package dev.hourkey.sandbox.aws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.http.Json;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The operations of Organizations that tell the names and states of accounts. */
final class OrganizationsApi {
  private static final String SERVICE = "AWSOrganizationsV20161128.";
  private static final int PAGE = 20;
  private static final Set<String> STATES =
      Set.of("PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED");

  private final OrganizationSeed seed;
  private final Pages pages;
  private final Map<String, String> states = new ConcurrentHashMap<>();

  OrganizationsApi(OrganizationSeed seed, Pages pages) {
    this.seed = seed;
    this.pages = pages;
  }

  /** Sets the state of an account; see {@link #STATES}. */
  void state(String account, String state) {
    if (!STATES.contains(state)) {
      throw new IllegalArgumentException(state + " is no state of an account");
    }
    states.put(account, state);
  }

  String state(String account) {
    return states.getOrDefault(account, "ACTIVE");
  }

  void reset() {
    states.clear();
  }

  void addTo(Endpoint aws) {
    aws.on(
        SERVICE + "ListAccounts",
        request -> pages.page(request, PAGE, "Accounts", seed.accounts(), this::shape));
    aws.on(SERVICE + "DescribeAccount", this::describeAccount);
  }

  private Object describeAccount(JsonNode request) {
    String id = request.path("AccountId").asText();
    return seed.accounts().stream()
        .filter(account -> account.id().equals(id))
        .findFirst()
        .map(account -> Json.object("Account", shape(account)))
        .orElseThrow(
            () ->
                ServiceError.of(
                    "AccountNotFoundException", "You specified an account that doesn't exist."));
  }

  private Object shape(OrganizationSeed.Account account) {
    return Json.object()
        .put("Id", account.id())
        .put(
            "Arn",
            "arn:aws:organizations::%s:account/o-1234567890/%s"
                .formatted(seed.ownerAccountId(), account.id()))
        .put("Email", account.email())
        .put("Name", account.name())
        .put("State", state(account.id())) // Status was deprecated and is not sent any more.
        .put("JoinedMethod", "CREATED");
  }
}
