package dev.hourkey.catalog;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The AWS access portal, where a holder goes from a grant to the console or the command line.
 *
 * @param startUrl absent where the operator named none
 * @param region where Identity Center is at home, not where the work is
 */
public record Portal(Optional<URI> startUrl, String region) {
  /**
   * A link that opens the console in the account, with the permission set (AWS, "Creating shortcut
   * links to AWS Management Console destinations"). It gives no access by itself.
   */
  public Optional<String> console(AwsTarget target) {
    return startUrl.map(
        url ->
            url.toString().replaceFirst("#.*$", "").replaceFirst("/+$", "")
                + "/#/console?account_id="
                + URLEncoder.encode(target.accountId(), StandardCharsets.UTF_8)
                + "&role_name="
                + URLEncoder.encode(target.permissionSet(), StandardCharsets.UTF_8));
  }

  /** What {@code ~/.aws/config} needs for this, as {@code aws configure sso} would write it. */
  public String cliProfile(String profile, AwsTarget target) {
    return """
        [sso-session hourkey]
        sso_start_url = %s
        sso_region = %s
        sso_registration_scopes = sso:account:access

        [profile %s]
        sso_session = hourkey
        sso_account_id = %s
        sso_role_name = %s
        region = %s
        """
        .formatted(
            startUrl.map(URI::toString).orElse("<the URL of your AWS access portal>"),
            region,
            profile,
            target.accountId(),
            target.permissionSet(),
            region);
  }
}
