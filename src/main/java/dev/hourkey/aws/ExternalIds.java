package dev.hourkey.aws;

import java.util.List;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.identitystore.model.ExternalId;

/**
 * Whose an object of the Identity Store is, as far as its external ids tell. SCIM writes the id of
 * the Entra object there, unless the tenant maps another attribute, such as the mail nickname: what
 * is not shaped like an object id says nothing.
 */
final class ExternalIds {
  /** How AWS names what SCIM provisioned, followed by something of the tenant's own. */
  static final String SCIM_ISSUER = "https://scim.aws.com/";

  private static final Pattern OBJECT_ID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private ExternalIds() {}

  /** Whether an object carries the id of another Entra object than this one. */
  static boolean areOfAnother(List<ExternalId> ids, String entraId) {
    return ids.stream()
        .filter(id -> id.issuer() != null && id.issuer().startsWith(SCIM_ISSUER))
        .map(ExternalId::id)
        .filter(id -> id != null && OBJECT_ID.matcher(id).matches())
        .anyMatch(id -> !id.equalsIgnoreCase(entraId));
  }
}
