package dev.hourkey.sandbox.login;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Changes the behavior of the simulated sign-in, for tests and for the page. */
public final class LoginSwitches {
  /** Entra's app roles as the seed assigns them, by user principal name. */
  private static final Map<String, Set<String>> SEED =
      Map.of(
          "bruno@example.com", Set.of("Hourkey.Viewer"),
          "head-of-ops@example.com", Set.of("Hourkey.Admin"),
          "noor@example.com", Set.of("Hourkey.Auditor"));

  private final Map<String, Set<String>> roles = new ConcurrentHashMap<>(SEED);
  private final Set<String> withoutContext = ConcurrentHashMap.newKeySet();
  private volatile boolean contextGranted = true;
  private volatile boolean authTime = true;
  private volatile boolean promptHonoured = true;
  private volatile boolean overage;
  private volatile boolean foreignTenant;
  private volatile boolean down;
  private volatile boolean redirects = true;
  private volatile Duration skew = Duration.ZERO;
  private volatile Duration signedInAgo = Duration.ZERO;

  /** Assigns exactly these app roles to somebody. */
  public void assign(String name, String... appRoles) {
    roles.put(name, Set.of(appRoles));
  }

  Set<String> rolesOf(String name) {
    return new TreeSet<>(roles.getOrDefault(name, Set.of()));
  }

  /** Whether Conditional Access lets somebody satisfy authentication contexts. */
  public void mayUseContext(String name, boolean may) {
    if (may) {
      withoutContext.remove(name);
    } else {
      withoutContext.add(name);
    }
  }

  boolean mayUseContext(String name) {
    return !withoutContext.contains(name);
  }

  /** Whether the app registration has the console's redirect URI. */
  public void redirects(boolean registered) {
    redirects = registered;
  }

  boolean redirects() {
    return redirects;
  }

  /** Whether the app registration has the optional claim that says when somebody signed in. */
  public void authTime(boolean configured) {
    authTime = configured;
  }

  boolean authTime() {
    return authTime;
  }

  /** Whether people are asked to sign in again when the application wants that. */
  public void promptHonoured(boolean honoured) {
    promptHonoured = honoured;
  }

  boolean promptHonoured() {
    return promptHonoured;
  }

  /** Whether the tenant has the authentication context that a sign-in asks for. */
  public void contextGranted(boolean granted) {
    contextGranted = granted;
  }

  boolean contextGranted() {
    return contextGranted;
  }

  /** Whether tokens say, instead of naming groups, that there are too many of them. */
  public void overage(boolean on) {
    overage = on;
  }

  boolean overage() {
    return overage;
  }

  /** Whether tokens come from another tenant. */
  public void foreignTenant(boolean on) {
    foreignTenant = on;
  }

  boolean foreignTenant() {
    return foreignTenant;
  }

  /** Whether nothing answers. */
  public void down(boolean on) {
    down = on;
  }

  boolean down() {
    return down;
  }

  /** Sets how far the sign-in's clock is ahead. */
  public void skew(Duration ahead) {
    skew = ahead;
  }

  Duration skew() {
    return skew;
  }

  /** Sets how long before a token is issued the person proved who they are. */
  public void signedInAgo(Duration ago) {
    signedInAgo = ago;
  }

  Duration signedInAgo() {
    return signedInAgo;
  }

  void reset() {
    roles.clear();
    roles.putAll(SEED);
    withoutContext.clear();
    contextGranted = true;
    authTime = true;
    promptHonoured = true;
    overage = false;
    foreignTenant = false;
    redirects = true;
    down = false;
    skew = Duration.ZERO;
    signedInAgo = Duration.ZERO;
  }
}
