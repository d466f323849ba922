package dev.hourkey.doctor;

import dev.hourkey.catalog.GroupDirectory.FoundGroup;
import dev.hourkey.catalog.PolicyReferences;
import dev.hourkey.doctor.ProvisioningDiagnostics.Application;
import dev.hourkey.doctor.ProvisioningDiagnostics.Job;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.scim.ProvisioningScope.Assigned;
import dev.hourkey.scim.ScimProvisioner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks that Entra's SCIM job provisions memberships to AWS. */
public final class ProvisioningChecks {
  /** A cycle takes about 40 minutes. */
  private static final Duration LONG_AGO = Duration.ofHours(3);

  private final ProvisioningDiagnostics entra;
  private final Optional<PolicyReferences> policy;
  private final Clock clock;

  public ProvisioningChecks(
      ProvisioningDiagnostics entra, Optional<PolicyReferences> policy, Clock clock) {
    this.entra = entra;
    this.policy = policy;
    this.clock = clock;
  }

  public List<Finding> findings() {
    Checks checks = new Checks(Area.PROVISIONING);
    boolean found =
        checks
            .ask(
                "Find the enterprise application of AWS",
                entra::application,
                ProvisioningChecks::application)
            .isPresent();
    if (!found) {
      return checks.findings();
    }
    String job = "Read the provisioning job";
    if (checks
        .askAll(job, entra::job, one -> job(one, clock.instant()), failure -> notSeen(job, failure))
        .isPresent()) {
      checks.askAll("Read the job's mappings", entra::mappings, MappingChecks::findings);
    }
    Map<String, String> groups = groups();
    checks
        .askAll(
            "Read what is assigned to the application",
            entra.scope()::assigned,
            assigned -> assigned(assigned, groups))
        .filter(assigned -> hasBase(assigned, groups))
        .ifPresent(
            assigned ->
                new BaseAccessChecks(entra)
                    .check(
                        checks,
                        assigned,
                        policy.map(PolicyReferences::requesters).orElse(Set.of()),
                        groups.keySet()));
    return checks.findings();
  }

  /** The object ids of the entitlements' groups, with their names, as far as Entra shows them. */
  private Map<String, String> groups() {
    Map<String, String> groups = new LinkedHashMap<>();
    policy
        .map(PolicyReferences::entitlementGroups)
        .orElse(Map.of())
        .values()
        .forEach(
            name -> {
              try {
                List<FoundGroup> all = entra.directory().groups(name);
                if (all.size() == 1) {
                  groups.put(all.getFirst().group().id(), name);
                }
              } catch (DirectoryFailure _) {
                // The group already has a finding about it.
              }
            });
    return groups;
  }

  static Finding application(Application application) {
    String tried = "Find the enterprise application of AWS";
    return application.enabled()
        ? Finding.ok(Area.PROVISIONING, tried, application.name() + " (" + application.id() + ").")
        : Finding.wrong(
            Area.PROVISIONING,
            tried,
            application.name() + " is disabled, so nobody can sign in to AWS.",
            "Under Properties, set 'Enabled for users to sign-in' to Yes.");
  }

  /**
   * The finding if Hourkey can't read the job. An operator may have left out the permission on
   * purpose.
   */
  static Finding notSeen(String tried, DirectoryFailure failure) {
    Finding finding = Finding.failed(Area.PROVISIONING, tried, failure);
    boolean refused =
        failure
            .vendorError()
            .filter(said -> said.code().startsWith("401") || said.code().startsWith("403"))
            .isPresent();
    return refused
        ? finding
            .as(Outcome.UNKNOWN)
            .see(DocumentationLinks.PROVISIONING)
            .advise(
                "Grant the permission on the job. If you left it out on purpose, changes wait for"
                    + " the regular cycle, and nobody warns you when the job stops.")
        : finding;
  }

  static List<Finding> job(Job job, Instant now) {
    String tried = "Read the provisioning job";
    return List.of(
        switch (job.state()) {
          case ScimProvisioner.Job.Unclear(String why) ->
              wrong(tried, why + ".", "Follow the message above.");
          case ScimProvisioner.Job.Stopped(String why) ->
              wrong(
                      tried,
                      why + ".",
                      "Nothing reaches AWS. Renew the SCIM token if it has expired (it is valid for"
                          + " a year), test the connection, and start provisioning again.")
                  .see(DocumentationLinks.KEEP);
          case ScimProvisioner.Job.Running _ when job.lastEnded().isEmpty() ->
              Finding.note(
                  Area.PROVISIONING,
                  tried,
                  "It is on, but has not finished a cycle yet.",
                  "Wait for the first cycle, which takes longer than the others.");
          case ScimProvisioner.Job.Running _
              when job.lastEnded().get().plus(LONG_AGO).isBefore(now) ->
              wrong(
                  tried,
                  "Its last cycle ended at " + job.lastEnded().get() + ".",
                  "Look at the provisioning logs in Entra, and restart provisioning.");
          case ScimProvisioner.Job.Running _ when !job.complete() ->
              Finding.note(
                  Area.PROVISIONING,
                  tried,
                  "It runs, but could not provision some objects in its last cycle.",
                  "Look at the provisioning logs in Entra: people without a first or last name are"
                      + " a common reason.");
          case ScimProvisioner.Job.Running _ -> Finding.ok(Area.PROVISIONING, tried, "It runs.");
        });
  }

  private static boolean hasBase(Assigned assigned, Map<String, String> groups) {
    return !assigned.people().isEmpty() || !groups.keySet().containsAll(assigned.groups().keySet());
  }

  static List<Finding> assigned(Assigned assigned, Map<String, String> groups) {
    String tried = "Read what is assigned to the application";
    if (assigned.nothing()) {
      return List.of(
          wrong(
                  tried,
                  "Nothing is assigned, so the job synchronizes either everybody or nobody.",
                  "Set the scope to 'Sync only assigned users and groups', and assign the groups as"
                      + " User.")
              .see(DocumentationLinks.GROUPS));
    }
    List<Finding> findings = new ArrayList<>();
    groups.forEach(
        (id, name) -> {
          String asked = "Check whether " + name + " is assigned to the application";
          findings.add(
              assigned.groups().containsKey(id)
                  ? Finding.ok(Area.PROVISIONING, asked, "It is.")
                  : assigned.unprovisioned().contains(id)
                      ? wrong(
                              asked,
                              "It is assigned as Default Access, which is not provisioned.",
                              "Assign it in the role User.")
                          .see(DocumentationLinks.GROUPS)
                      : wrong(
                              asked,
                              "It is not, so its members never reach AWS.",
                              "Assign the group itself in the role User; a parent group does not"
                                  + " count.")
                          .see(DocumentationLinks.GROUPS));
        });
    findings.add(
        hasBase(assigned, groups)
            ? Finding.ok(
                Area.PROVISIONING, "Look for base access", "Something else is assigned as well.")
            : wrong(
                    "Look for base access",
                    "Only the entitlements' groups are assigned: when a grant ends, Entra disables"
                        + " the person's AWS user.",
                    "Assign a permanent group, like aws-everyone, with everybody who may request.")
                .see(DocumentationLinks.GROUPS));
    return findings;
  }

  private static Finding wrong(String tried, String found, String advice) {
    return Finding.wrong(Area.PROVISIONING, tried, found, advice);
  }
}
