package dev.hourkey.aws;

import java.util.List;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.identitystore.model.ExternalId;

/**
 * Finds the Entra object that an object in the Identity Store belongs to, by its external ids. SCIM
 * writes the id of the Entra object there, unless the tenant maps another attribute, such as the
 * mail nickname. An external id that does not look like an object id therefore says nothing.
 */
final class ExternalIds {
  /**
   * How the issuer of an external id begins if SCIM wrote the id; a tenant-specific part follows.
   */
  static final String SCIM_ISSUER = "https://scim.aws.com/";

  private static final Pattern OBJECT_ID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private ExternalIds() {}

  /** Whether an object has the id of a different Entra object. */
  static boolean belongToAnotherObject(List<ExternalId> ids, String entraId) {
    List<String> objects = objects(ids);
    return !objects.isEmpty() && objects.stream().noneMatch(entraId::equalsIgnoreCase);
  }

  /** The Entra objects whose ids SCIM provisioned. */
  static List<String> objects(List<ExternalId> ids) {
    return ids.stream()
        .filter(id -> id.issuer() != null && id.issuer().startsWith(SCIM_ISSUER))
        .map(ExternalId::id)
        .filter(id -> id != null && OBJECT_ID.matcher(id).matches())
        .toList();
  }
}
