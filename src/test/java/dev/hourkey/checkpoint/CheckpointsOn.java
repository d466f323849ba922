package dev.hourkey.checkpoint;

import dev.hourkey.support.NoBackgroundWork;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The application with a signing key and all places, without background work. */
public class CheckpointsOn extends NoBackgroundWork {
  public static final String ORIGIN = "hourkey.example.com/audit/test";

  static final Path DIRECTORY =
      Path.of("target/checkpoints-" + ProcessHandle.current().pid()).toAbsolutePath();

  public static final String KEY = key();

  static String key() {
    try {
      return Base64.getEncoder()
          .encodeToString(
              KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> all = new HashMap<>(super.getConfigOverrides());
    all.put("hourkey.audit.signing-key", KEY);
    all.put("hourkey.audit.checkpoint-origin", ORIGIN);
    all.put("hourkey.audit.checkpoint-directory", DIRECTORY.toString());
    return all;
  }
}
