package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/** The operations of Organizations that tell what accounts are called. */
final class OrganizationsApi {
  private static final String SERVICE = "AWSOrganizationsV20161128.";
  private static final int PAGE = 20;

  private final AwsSeed seed;
  private final AwsPages pages;

  OrganizationsApi(AwsSeed seed, AwsPages pages) {
    this.seed = seed;
    this.pages = pages;
  }

  void addTo(AwsEndpoint aws) {
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
                AwsError.of(
                    "AccountNotFoundException", "You specified an account that doesn't exist."));
  }

  private Object shape(AwsSeed.Account account) {
    return Json.object()
        .put("Id", account.id())
        .put(
            "Arn",
            "arn:aws:organizations::%s:account/o-1234567890/%s"
                .formatted(seed.ownerAccountId(), account.id()))
        .put("Email", account.email())
        .put("Name", account.name())
        .put("Status", "ACTIVE")
        .put("JoinedMethod", "CREATED");
  }
}
