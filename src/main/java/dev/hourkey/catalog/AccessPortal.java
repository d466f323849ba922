package dev.hourkey.catalog;

import dev.hourkey.text.PlainText;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The AWS access portal, where a holder goes from a grant to the console or the command line.
 *
 * @param startUrl absent if it is not configured
 * @param region the Region of Identity Center, not of the workloads
 */
public record AccessPortal(Optional<URI> startUrl, String region) {
  /**
   * A link that opens the console in the account, with the permission set (AWS, "Creating shortcut
   * links to AWS Management Console destinations"). It gives no access by itself.
   */
  public Optional<String> console(AccountAssignment target) {
    return startUrl.map(
        url ->
            url.toString().replaceFirst("#.*$", "").replaceFirst("/+$", "")
                + "/#/console?account_id="
                + URLEncoder.encode(target.accountId(), StandardCharsets.UTF_8)
                + "&role_name="
                + URLEncoder.encode(target.permissionSet(), StandardCharsets.UTF_8));
  }

  /** The page of the portal that lists every account and role of the person who is signed in. */
  public Optional<String> accounts() {
    return startUrl.map(
        url ->
            url.toString().replaceFirst("#.*$", "").replaceFirst("/+$", "") + "/#/?tab=accounts");
  }

  /**
   * The lines that {@code ~/.aws/config} needs for these targets, as {@code aws configure sso}
   * would write them.
   *
   * @param name see {@link #cliConfig}
   */
  public String cliProfiles(String name, List<AccountAssignment> targets) {
    return cliConfig(Map.of(name, targets));
  }

  /**
   * The profiles of several entitlements, which share one session. The first profile of each
   * entitlement has the entitlement's name; the others have the account and the permission set
   * appended to it.
   */
  public String cliConfig(Map<String, List<AccountAssignment>> targets) {
    StringBuilder config =
        new StringBuilder(
            """
            [sso-session hourkey]
            sso_start_url = %s
            sso_region = %s
            sso_registration_scopes = sso:account:access
            """
                .formatted(
                    startUrl.map(URI::toString).orElse("<the URL of your AWS access portal>"),
                    region));
    targets.forEach(
        (name, all) -> {
          for (AccountAssignment one : all) {
            boolean first = one.equals(all.getFirst());
            String role = PlainText.clean(one.permissionSet()).replace('\n', ' ');
            config.append(
                profile(
                    first ? name : name + "-" + one.accountId() + "-" + role,
                    one.accountId(),
                    role));
          }
        });
    return config.toString();
  }

  private String profile(String name, String account, String role) {
    return """

    [profile %s]
    sso_session = hourkey
    sso_account_id = %s
    sso_role_name = %s
    region = %s
    """
        .formatted(name, account, role, region);
  }
}
