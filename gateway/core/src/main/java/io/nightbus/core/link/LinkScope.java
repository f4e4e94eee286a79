package io.nightbus.core.link;

/**
 * One link, the links of a site, or all links of an endpoint.
 *
 * @param site empty = every site
 * @param name empty = every link of the site
 */
public record LinkScope(String endpoint, String site, String name) {

  public LinkScope {
    if (endpoint.isEmpty() || (site.isEmpty() && !name.isEmpty())) {
      throw new IllegalArgumentException(
          "links are named ENDPOINT, ENDPOINT/SITE or ENDPOINT/SITE/LINK");
    }
  }

  /** Reads ENDPOINT, ENDPOINT/SITE or ENDPOINT/SITE/LINK. */
  public static LinkScope parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length > 3 || text.endsWith("/") || text.contains("//")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" names no links: use ENDPOINT, ENDPOINT/SITE or ENDPOINT/SITE/LINK");
    }
    return new LinkScope(
        parts[0], parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
  }

  public boolean covers(LinkId link) {
    return endpoint.equals(link.endpoint())
        && (site.isEmpty() || site.equals(link.site()))
        && (name.isEmpty() || name.equals(link.name()));
  }

  @Override
  public String toString() {
    return endpoint + (site.isEmpty() ? "" : "/" + site) + (name.isEmpty() ? "" : "/" + name);
  }
}
