// Digest: the hash functions of intrinsic functions, by libgcrypt. No other module imports the C library.

import CGcrypt

/// A hash function by its name in the States Language.
public enum Digest: String, Sendable, CaseIterable {
  case md5 = "MD5"
  case sha1 = "SHA-1"
  case sha256 = "SHA-256"
  case sha384 = "SHA-384"
  case sha512 = "SHA-512"

  /// The library wants this call before any other.
  private static let ready: Void = { _ = gcry_check_version(nil) }()

  /// The hash in lower-case hexadecimal digits.
  public static func hex(algorithm: Digest, of bytes: [UInt8]) -> String {
    _ = ready
    let code = algorithm.code
    var hash = [UInt8](repeating: 0, count: Int(gcry_md_get_algo_dlen(code)))
    gcry_md_hash_buffer(code, &hash, bytes, bytes.count)
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: hash.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  private var code: Int32 {
    let algorithm =
      switch self {
      case .md5: GCRY_MD_MD5
      case .sha1: GCRY_MD_SHA1
      case .sha256: GCRY_MD_SHA256
      case .sha384: GCRY_MD_SHA384
      case .sha512: GCRY_MD_SHA512
      }
    return Int32(algorithm.rawValue)
  }
}
