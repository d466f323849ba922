package dev.hourkey.catalog;

import dev.hourkey.person.VendorError;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Determines which version of the policy file is in force on all replicas, and is told which
 * vendors do not answer the catalog's questions. It never throws and must not be called inside a
 * transaction.
 */
public interface CatalogListener {
  /** Knows no version and reports nothing. */
  CatalogListener NOBODY =
      new CatalogListener() {
        @Override
        public Optional<String> inForce(Path file, PolicyFile read) {
          return Optional.empty();
        }

        @Override
        public void listed(Path file, PolicyFile inForce) {}

        @Override
        public void broken(Path file, PolicyFile version) {}

        @Override
        public void failed(VendorError vendorError, boolean lasting) {}

        @Override
        public void answered(VendorError.Party party, Optional<String> method) {}
      };

  /**
   * The text of the version that is in force on all replicas; empty if there is none or it is
   * unknown.
   *
   * @param read the file as it is on this replica. If it is valid and has changed since this
   *     replica last read it, it is in force from now on
   */
  Optional<String> inForce(Path file, PolicyFile read);

  /** What can be requested on this replica follows this valid version from now on. */
  void listed(Path file, PolicyFile inForce);

  /** The file has mistakes. */
  void broken(Path file, PolicyFile version);

  /**
   * A vendor did not answer.
   *
   * @param lasting whether it will refuse until an operator acts
   */
  void failed(VendorError vendorError, boolean lasting);

  /**
   * A vendor answered.
   *
   * @param method the only call that it answered; empty if it answered all calls
   */
  void answered(VendorError.Party party, Optional<String> method);
}
