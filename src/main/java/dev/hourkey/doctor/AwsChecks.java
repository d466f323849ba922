package dev.hourkey.doctor;

import dev.hourkey.catalog.PolicyReferences;
import dev.hourkey.doctor.AwsDiagnostics.Attempt;
import dev.hourkey.doctor.AwsDiagnostics.Caller;
import dev.hourkey.doctor.AwsDiagnostics.Instance;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Checks that AWS accepts Hourkey, and shows it the right Identity Center. */
public final class AwsChecks {
  private final AwsDiagnostics aws;
  private final Configured configured;
  private final Optional<PolicyReferences> policy;
  private final Optional<AccessLookup> comparison;

  /** The settings that these checks use. */
  public record Configured(
      String region,
      Optional<String> instanceArn,
      Optional<String> identityStoreId,
      Optional<URI> startUrl,
      boolean removeDirectly) {}

  /**
   * @param policy empty without a valid policy file
   * @param comparison compares the policy's entitlements with Entra and AWS; empty if that is
   *     impossible
   */
  public AwsChecks(
      AwsDiagnostics aws,
      Configured configured,
      Optional<PolicyReferences> policy,
      Optional<AccessLookup> comparison) {
    this.aws = aws;
    this.configured = configured;
    this.policy = policy;
    this.comparison = comparison;
  }

  public List<Finding> findings() {
    Checks checks = new Checks(Area.AWS);
    Optional<Caller> caller = checks.ask("Ask AWS who Hourkey is", aws::caller, AwsChecks::caller);
    if (caller.isEmpty()) {
      return checks.findings();
    }
    if (configured.startUrl().isEmpty()) {
      checks.add(
          Finding.note(
              Area.AWS,
              "Look for the access portal",
              "hourkey.aws.start-url is not set, so messages have no link.",
              "Set it to the portal's URL."));
    }
    Optional<List<Instance>> instances =
        checks.askAll(
            "List the instances of Identity Center",
            aws::instances,
            all -> instances(all, configured, caller.get()));
    chosen(instances.orElse(List.of()), configured)
        .ifPresent(instance -> instance(checks, instance, caller.get().account()));
    return checks.findings();
  }

  private void instance(Checks checks, Instance instance, String account) {
    configured.startUrl().flatMap(url -> portal(url, instance)).ifPresent(checks::add);
    List<Attempt> attempts = aws.attempts(instance, account);
    AwsActionChecks actions = new AwsActionChecks(policy, configured.removeDirectly());
    checks.addAll(actions.findings(attempts));
    boolean management = instance.owner().equals(account);
    comparison.ifPresent(one -> checks.addAll(AccessChecks.findings(one, attempts, management)));
  }

  /**
   * Compares the portal's address with the instance. A default address begins with the id of the
   * identity store; an address with another name proves nothing.
   */
  static Optional<Finding> portal(URI startUrl, Instance instance) {
    String host = String.valueOf(startUrl.getHost());
    return host.matches("d-[0-9a-f]{10}\\.awsapps\\.com")
            && !host.startsWith(instance.identityStoreId() + ".")
        ? Optional.of(
            wrong(
                "Compare the access portal with the instance",
                "hourkey.aws.start-url leads to %s, but the instance is %s."
                    .formatted(host, instance.identityStoreId()),
                "Set it to the URL that IAM Identity Center shows under Settings."))
        : Optional.empty();
  }

  static Finding caller(Caller caller) {
    String tried = "Ask AWS who Hourkey is";
    return caller.arn().endsWith(":root")
        ? wrong(tried, "The root user of " + caller.account() + ".", "Use a role that only reads.")
        : caller.arn().contains(":assumed-role/AWSReservedSSO_")
            ? Finding.note(
                Area.AWS,
                tried,
                caller.arn() + ", the session of a person.",
                "Run doctor where the service runs: this says nothing about the service's role.")
            : caller.arn().contains(":user/")
                ? Finding.note(
                    Area.AWS,
                    tried,
                    caller.arn() + ", a user with access keys.",
                    "Use a role instead, if that is possible.")
                : Finding.ok(Area.AWS, tried, caller.arn() + ".");
  }

  /** The instance that matches the settings; empty if none or more than one does. */
  static Optional<Instance> chosen(List<Instance> all, Configured configured) {
    List<Instance> fitting =
        all.stream()
            .filter(one -> configured.instanceArn().map(one.arn()::equals).orElse(true))
            .filter(
                one -> configured.identityStoreId().map(one.identityStoreId()::equals).orElse(true))
            .toList();
    return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
  }

  static List<Finding> instances(List<Instance> all, Configured configured, Caller caller) {
    String tried = "List the instances of Identity Center in " + configured.region();
    Optional<Instance> chosen = chosen(all, configured);
    if (chosen.isEmpty()) {
      return List.of(
          all.isEmpty()
              ? wrong(
                  tried,
                  "There is none.",
                  "Set hourkey.aws.region to the primary Region of Identity Center, and use a role"
                      + " in its account.")
              : configured.instanceArn().isPresent() || configured.identityStoreId().isPresent()
                  ? wrong(
                      tried,
                      "None has the instance ARN and identity store id that are set.",
                      "Set both as AWS shows them, or leave them out if there is one instance.")
                  : wrong(
                      tried,
                      "There are " + all.size() + ".",
                      "Set hourkey.aws.instance-arn and hourkey.aws.identity-store-id to those of"
                          + " the organization."));
    }
    Instance instance = chosen.get();
    if (!instance.status().isEmpty() && !instance.status().equals("ACTIVE")) {
      return List.of(
          wrong(tried, "It is " + instance.status() + ".", "Wait until AWS shows it as active."));
    }
    return List.of(
        instance.owner().equals(caller.account())
            ? Finding.ok(Area.AWS, tried, instance.arn() + ", in this account.")
            : Finding.note(
                    Area.AWS,
                    tried,
                    "%s belongs to account %s, but Hourkey runs in %s."
                        .formatted(instance.arn(), instance.owner(), caller.account()),
                    "Use a role in the management account: elsewhere AWS does not show what groups"
                        + " open in it, and each form says so.")
                .see(DocumentationLinks.ANOTHER_ACCOUNT));
  }

  private static Finding wrong(String tried, String found, String advice) {
    return Finding.wrong(Area.AWS, tried, found, advice);
  }
}
