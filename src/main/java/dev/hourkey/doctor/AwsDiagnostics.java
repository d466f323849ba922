package dev.hourkey.doctor;

import dev.hourkey.person.DirectoryFailure;
import java.util.List;
import java.util.Optional;

/**
 * The questions that doctor asks AWS. Each method only reads, and may throw {@link
 * DirectoryFailure}.
 */
public interface AwsDiagnostics {
  /** The identity that AWS sees when Hourkey calls. */
  Caller caller();

  /** The instances of Identity Center that the caller sees in this Region. */
  List<Instance> instances();

  /**
   * Tries each action that Hourkey may use and that only reads, on this instance.
   *
   * @param account the account for actions that need one
   */
  List<Attempt> attempts(Instance instance, String account);

  /**
   * Tries to list a bucket, which also shows whether it exists, and in which Region.
   *
   * @param owner the account that must own it; empty for any
   */
  void bucket(String name, Optional<String> region, Optional<String> owner);

  record Caller(String account, String arn) {}

  /**
   * An instance of Identity Center.
   *
   * @param owner the account that it belongs to
   */
  record Instance(String arn, String identityStoreId, String owner, String status) {}

  /**
   * An action that was tried.
   *
   * @param action as a policy names it
   * @param failure empty if AWS allowed the action, even if it did not find the object
   */
  record Attempt(String action, Optional<DirectoryFailure> failure) {}
}
