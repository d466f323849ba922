package dev.hourkey.person;

/**
 * Adapters call it after each call to a vendor, to say whether Hourkey's own credentials work. It
 * never throws and must not be called inside a transaction.
 */
public interface CredentialListener {
  /** Ignores everything. */
  CredentialListener NOBODY =
      new CredentialListener() {
        @Override
        public void failed(Vendor vendor, String why) {}

        @Override
        public void succeeded(Vendor vendor) {}
      };

  /** The vendor that the credentials are for. */
  enum Vendor {
    ENTRA,
    AWS
  }

  /**
   * The credentials did not work. {@code why} is shown to operators: it names the setting, repeats
   * the vendor's answer, and contains no secret.
   */
  void failed(Vendor vendor, String why);

  /** The vendor answered a call that was made with the credentials. */
  void succeeded(Vendor vendor);
}
