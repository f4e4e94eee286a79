package io.nightbus.iso.dialect;

/**
 * What a network management message asks for; the digits (DE 70, DE 24) are the dialect's (domain
 * §3.11).
 */
public enum NetworkCode {
  SIGN_ON,
  SIGN_OFF,
  ECHO,
  CUTOVER,
  KEY_CHANGE,
  NEW_KEY
}
