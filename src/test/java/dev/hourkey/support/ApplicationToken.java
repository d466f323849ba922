package dev.hourkey.support;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.login.LoginStandIn;
import java.time.Instant;
import java.util.List;

/** Access tokens as Entra issues them to applications for client credentials. */
public final class ApplicationToken {
  /** The app registration that stands for the API. */
  public static final String API = "55555555-0000-4000-8000-000000000001";

  /** The application that calls. */
  public static final String PIPELINE = "55555555-0000-4000-8000-000000000002";

  private ApplicationToken() {}

  /** A token with these app roles. */
  public static String of(LoginStandIn login, String... roles) {
    ObjectNode claims = claims(login);
    var named = claims.putArray("roles");
    List.of(roles).forEach(named::add);
    return login.sign(claims);
  }

  /** The claims of a token without roles. */
  public static ObjectNode claims(LoginStandIn login) {
    long now = Instant.now().getEpochSecond();
    ObjectNode claims = new ObjectMapper().createObjectNode();
    claims.put("aud", API).put("iss", login.issuer()).put("tid", LoginStandIn.TENANT);
    claims.put("iat", now).put("nbf", now).put("exp", now + 3600);
    claims.put("azp", PIPELINE).put("azpacr", "1").put("ver", "2.0");
    return claims.put("oid", "55555555-0000-4000-8000-000000000003").put("sub", "same");
  }
}
