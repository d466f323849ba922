package dev.hourkey.catalog;

import static java.util.Objects.requireNonNull;

import dev.hourkey.policy.ApprovalStage;
import dev.hourkey.policy.BreakGlass;
import dev.hourkey.policy.Escalation;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.PolicyOverride;
import dev.hourkey.policy.Principal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Turns an entitlement as written in the policy file into its policy, with the object ids of the
 * groups that it names. Throws the same exceptions as {@link DirectoryAnswers#group}. Pure.
 */
final class PolicyResolver {
  private final DirectoryAnswers answers;
  private final ExternalTools tools;

  PolicyResolver(DirectoryAnswers answers, ExternalTools tools) {
    this.answers = answers;
    this.tools = tools;
  }

  Policy policy(EntitlementSpec spec) {
    return new Policy(
        principals(spec.eligible()),
        principals(spec.excluded()),
        spec.chatGuests(),
        spec.stages().stream().map(this::stage).toList(),
        spec.durations(),
        spec.maxDuration(),
        spec.limits(),
        spec.startAhead(),
        spec.expireAfter(),
        spec.remindAfter(),
        spec.warnBefore(),
        spec.justification(),
        spec.risk(),
        spec.selfApproval(),
        principals(spec.onBehalfOf()));
  }

  private ApprovalStage stage(EntitlementSpec.Stage stage) {
    return new ApprovalStage(
        principals(stage.approvers()),
        stage.approvals(),
        stage.escalate().map(one -> new Escalation(one.after(), principals(one.to()))));
  }

  PolicyOverride override(EntitlementSpec.OverrideSpec written) {
    return new PolicyOverride(
        written.line(),
        written.condition().withGroupIds(name -> answers.group(name).group().id()),
        policy(written.rules()));
  }

  /**
   * The rules for break-glass requests; empty if nobody may make one.
   *
   * @param policy of the entitlement
   */
  Optional<BreakGlass> breakGlass(
      EntitlementSpec spec, Policy policy, List<PolicyOverride> overrides) {
    return spec.breakGlass()
        .filter(written -> !written.eligible().isEmpty())
        .map(
            written ->
                BreakGlass.of(
                    policy,
                    Stream.concat(Stream.of(policy), overrides.stream().map(PolicyOverride::policy))
                        .toList(),
                    principals(written.eligible()),
                    written.maxDuration(),
                    principals(written.reviewBy()),
                    written.reviewWithin(),
                    tools.jiraProjects()));
  }

  private List<Principal> principals(List<String> texts) {
    return texts.stream().map(this::principal).toList();
  }

  Principal principal(String text) {
    if (text.equals("manager")) {
      return new Principal.Manager();
    }
    if (text.equals("anyone")) {
      return new Principal.Anyone();
    }
    String name = text.substring(text.indexOf(':') + 1).strip();
    if (text.startsWith("person:")) {
      return new Principal.One(name);
    }
    if (text.startsWith(PrincipalForm.ON_CALL)) {
      return new Principal.OnCall(name, requireNonNull(tools.onCall().get(name)));
    }
    if (text.startsWith(PrincipalForm.CHAT_GROUP)) {
      return new Principal.ChatGroup(name.replaceFirst("^@", ""));
    }
    EntraGroup group = answers.group(name).group();
    return new Principal.Group(group.id(), group.name());
  }
}
