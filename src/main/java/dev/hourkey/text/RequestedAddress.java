package dev.hourkey.text;

import java.net.URI;
import java.net.URISyntaxException;

/** The address of a request, as the client sent it. Pure. */
public final class RequestedAddress {
  private RequestedAddress() {}

  /**
   * Whether it is a valid URI. Quarkus REST fails on others, such as one with a brace or half an
   * escape.
   */
  public static boolean isUri(String address) {
    try {
      URI _ = new URI(address);
      return true;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
