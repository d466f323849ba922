package dev.hourkey.sandbox.entra;

import dev.hourkey.sandbox.http.Json;
import java.util.List;
import java.util.Map;

/** The contents of {@code entra.yaml}; users and groups have properties as Graph names them. */
public record TenantSeed(
    List<Map<String, Object>> users,
    List<Map<String, Object>> groups,
    Application application,
    Self self,
    List<String> permissions,
    List<String> unit) {

  public static TenantSeed read() {
    return Json.seed("entra.yaml", TenantSeed.class);
  }

  /** Hourkey's own service principal. */
  record Self(String id, String appId) {}

  /** The enterprise application of AWS, its provisioning job, and the groups assigned to it. */
  record Application(
      String id,
      String appId,
      String template,
      String displayName,
      String job,
      String rule,
      List<String> assigned) {}
}
