package dev.hourkey.sandbox.aws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.http.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The operations of Organizations about accounts, their units and their tags. */
final class OrganizationsApi {
  private static final String SERVICE = "AWSOrganizationsV20161128.";
  private static final int PAGE = 20;
  private static final String ROOT = "r-ab12";
  private static final Set<String> STATES =
      Set.of("PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED");

  private final OrganizationSeed seed;
  private final Pages pages;
  private final Map<String, String> states = new ConcurrentHashMap<>();
  private final Map<String, String> units = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> tags = new ConcurrentHashMap<>();

  OrganizationsApi(OrganizationSeed seed, Pages pages) {
    this.seed = seed;
    this.pages = pages;
  }

  /** Sets the state of an account; see {@link #STATES}. */
  void state(String account, String state) {
    if (!STATES.contains(state)) {
      throw new IllegalArgumentException(state + " is not a state of an account");
    }
    states.put(account, state);
  }

  String state(String account) {
    return states.getOrDefault(account, "ACTIVE");
  }

  void move(String account, String ouPath) {
    units.put(account, ouPath);
  }

  void tag(String account, Map<String, String> all) {
    tags.put(account, Map.copyOf(all));
  }

  void reset() {
    states.clear();
    units.clear();
    tags.clear();
  }

  void addTo(Endpoint aws) {
    aws.on(
        SERVICE + "ListAccounts",
        request -> page(request, "Accounts", seed.accounts(), this::shape));
    aws.on(SERVICE + "DescribeAccount", this::describeAccount);
    aws.on(
        SERVICE + "ListRoots",
        request -> page(request, "Roots", List.of(ROOT), id -> unit("root", id, "Root")));
    aws.on(SERVICE + "ListOrganizationalUnitsForParent", this::listUnits);
    aws.on(SERVICE + "ListAccountsForParent", this::listAccounts);
    aws.on(SERVICE + "ListTagsForResource", this::listTags);
  }

  /** Organizations gives at most 20 entries in a page, and refuses to give more. */
  private <T> Object page(JsonNode request, String name, List<T> all, Function<T, Object> shape) {
    if (request.path("MaxResults").asInt(PAGE) > PAGE) {
      throw ServiceError.of(
          "InvalidInputException",
          "You provided a value for MaxResults that is above the maximum.");
    }
    return pages.page(request, PAGE, name, all, shape);
  }

  private Object listUnits(JsonNode request) {
    String parent = path(request);
    List<String> children =
        paths().filter(path -> !path.isEmpty() && parentOf(path).equals(parent)).toList();
    return page(
        request,
        "OrganizationalUnits",
        children,
        path -> unit("ou", id(path), path.substring(path.lastIndexOf('/') + 1)));
  }

  private Object listAccounts(JsonNode request) {
    String parent = path(request);
    return page(
        request,
        "Accounts",
        seed.accounts().stream().filter(account -> ou(account).equals(parent)).toList(),
        this::shape);
  }

  private Object listTags(JsonNode request) {
    String id = request.path("ResourceId").asText();
    OrganizationSeed.Account account =
        seed.accounts().stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    ServiceError.of(
                        "TargetNotFoundException",
                        "We can't find a root, OU, account, or policy."));
    return pages.page(
        request, PAGE, "Tags", Tags.sorted(tags.getOrDefault(id, account.tags())), Tags::shape);
  }

  private String ou(OrganizationSeed.Account account) {
    return units.getOrDefault(account.id(), account.ou());
  }

  /** The paths of all units, with those above them. */
  private Stream<String> paths() {
    return seed.accounts().stream()
        .map(this::ou)
        .flatMap(path -> Stream.iterate(path, one -> !one.isEmpty(), OrganizationsApi::parentOf))
        .distinct();
  }

  private String path(JsonNode request) {
    String id = request.path("ParentId").asText();
    return Stream.concat(Stream.of(""), paths())
        .filter(path -> id(path).equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                ServiceError.of(
                    "ParentNotFoundException",
                    "You specified a parent that doesn't exist in the organization."));
  }

  private static String parentOf(String path) {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
  }

  private static String id(String path) {
    return path.isEmpty() ? ROOT : "ou-ab12-%08x".formatted(path.hashCode() & 0xffffffffL);
  }

  private Object unit(String kind, String id, String name) {
    return Json.object()
        .put("Id", id)
        .put(
            "Arn",
            "arn:aws:organizations::%s:%s/o-1234567890/%s"
                .formatted(seed.ownerAccountId(), kind, id))
        .put("Name", name);
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
