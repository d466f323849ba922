package dev.hourkey.sandbox.login;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.UUID;

/** An RSA key that signs tokens, and its id. */
record SigningKey(String id, KeyPair pair) {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  static SigningKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return new SigningKey(UUID.randomUUID().toString(), generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The claims as a signed token. */
  String sign(ObjectNode claims) {
    ObjectNode header = Json.object("typ", "JWT", "alg", "RS256", "kid", id);
    String signed = BASE64.encodeToString(Json.bytes(header)) + "." + part(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(pair.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public half as a JSON Web Key. */
  ObjectNode publicKey() {
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    return Json.object(
        "kty",
        "RSA",
        "use",
        "sig",
        "alg",
        "RS256",
        "kid",
        id,
        "n",
        number(key.getModulus()),
        "e",
        number(key.getPublicExponent()));
  }

  private static String part(ObjectNode claims) {
    return BASE64.encodeToString(Json.bytes(claims));
  }

  private static String number(BigInteger value) {
    byte[] bytes = value.toByteArray();
    return bytes[0] == 0
        ? BASE64.encodeToString(java.util.Arrays.copyOfRange(bytes, 1, bytes.length))
        : BASE64.encodeToString(bytes);
  }
}
