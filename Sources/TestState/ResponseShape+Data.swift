import StepFunctions

/// Databases, objects, keys and parameters.
extension ResponseShape {
  static let dataTable: [String: ResponseShape] =
    dynamoTable.merging(objectTable) { first, _ in first }.merging(secretTable) { first, _ in first }

  // MARK: DynamoDB

  private static let attributeValue: ResponseShape = .deferred {
    object([
      "S": .text, "N": .text, "B": .text, "SS": .list(.text), "NS": .list(.text), "BS": .list(.text),
      "M": .map(attributeValue), "L": .list(attributeValue), "NULL": .boolean, "BOOL": .boolean,
    ])
  }
  private static let item = map(attributeValue)

  private static let capacityUnits = object([
    "ReadCapacityUnits": .number, "WriteCapacityUnits": .number, "CapacityUnits": .number,
  ])
  private static let capacity = object([
    "TableName": .text(min: 1), "CapacityUnits": .number, "ReadCapacityUnits": .number, "WriteCapacityUnits": .number,
    "Table": capacityUnits, "LocalSecondaryIndexes": .map(capacityUnits),
    "GlobalSecondaryIndexes": .map(capacityUnits),
  ])
  private static let change = object([
    "Attributes": item, "ConsumedCapacity": capacity,
    "ItemCollectionMetrics": object(["ItemCollectionKey": item, "SizeEstimateRangeGB": .list(.number)]),
  ])
  private static let page = object([
    "Items": .list(item), "Count": .number, "ScannedCount": .number, "LastEvaluatedKey": item,
    "ConsumedCapacity": capacity,
  ])

  private static let dynamoTable: [String: ResponseShape] = [
    "dynamodb:getItem": object(["Item": item, "ConsumedCapacity": capacity]),
    "dynamodb:putItem": change, "dynamodb:updateItem": change, "dynamodb:deleteItem": change,
    "dynamodb:query": page, "dynamodb:scan": page,
  ]

  // MARK: S3

  private static let storageClass = ResponseShape.choice([
    "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE",
    "OUTPOSTS", "GLACIER_IR", "SNOW", "EXPRESS_ONEZONE", "FSX_OPENZFS", "FSX_ONTAP",
  ])
  private static let encryption = ResponseShape.choice(["AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"])
  private static let requester = ResponseShape.choice(["requester"])
  private static let checksumType = ResponseShape.choice(["COMPOSITE", "FULL_OBJECT"])
  private static let switched = ResponseShape.choice(["ON", "OFF"])

  private static let objectHead = object([
    "Body": .text, "DeleteMarker": .boolean, "AcceptRanges": .text, "Expiration": .text, "Restore": .text,
    "LastModified": .text, "ContentLength": .number, "ETag": .text, "ChecksumCRC32": .text, "ChecksumCRC32C": .text,
    "ChecksumCRC64NVME": .text, "ChecksumSHA1": .text, "ChecksumSHA256": .text, "ChecksumType": checksumType,
    "MissingMeta": .number, "VersionId": .text, "CacheControl": .text, "ContentDisposition": .text,
    "ContentEncoding": .text, "ContentLanguage": .text, "ContentRange": .text, "ContentType": .text, "Expires": .text,
    "WebsiteRedirectLocation": .text, "ServerSideEncryption": encryption, "Metadata": .map(.text),
    "SSECustomerAlgorithm": .text, "SSECustomerKeyMD5": .text, "SSEKMSKeyId": .text, "BucketKeyEnabled": .boolean,
    "StorageClass": storageClass, "RequestCharged": requester,
    "ReplicationStatus": .choice(["COMPLETE", "PENDING", "FAILED", "REPLICA", "COMPLETED"]), "PartsCount": .number,
    "TagCount": .number, "ObjectLockMode": .choice(["GOVERNANCE", "COMPLIANCE"]), "ObjectLockRetainUntilDate": .text,
    "ObjectLockLegalHoldStatus": switched, "ArchiveStatus": .choice(["ARCHIVE_ACCESS", "DEEP_ARCHIVE_ACCESS"]),
  ])

  private static let listedObject = object([
    "Key": .text(min: 1), "LastModified": .text, "ETag": .text, "ChecksumAlgorithm": .list(.text),
    "ChecksumType": checksumType, "Size": .number, "StorageClass": storageClass,
    "Owner": object(["DisplayName": .text, "ID": .text]),
    "RestoreStatus": object(["IsRestoreInProgress": .boolean, "RestoreExpiryDate": .text]),
  ])

  private static let objectTable: [String: ResponseShape] = [
    "s3:getObject": objectHead, "s3:headObject": objectHead,
    "s3:putObject": object([
      "Expiration": .text, "ETag": .text, "ChecksumCRC32": .text, "ChecksumCRC32C": .text, "ChecksumCRC64NVME": .text,
      "ChecksumSHA1": .text, "ChecksumSHA256": .text, "ChecksumType": checksumType, "ServerSideEncryption": encryption,
      "VersionId": .text, "SSECustomerAlgorithm": .text, "SSECustomerKeyMD5": .text, "SSEKMSKeyId": .text,
      "SSEKMSEncryptionContext": .text, "BucketKeyEnabled": .boolean, "Size": .number, "RequestCharged": requester,
    ]),
    "s3:deleteObject": object(["DeleteMarker": .boolean, "VersionId": .text, "RequestCharged": requester]),
    "s3:copyObject": object([
      "CopyObjectResult": object(["ETag": .text, "LastModified": .text, "ChecksumType": checksumType]),
      "Expiration": .text, "CopySourceVersionId": .text, "VersionId": .text, "ServerSideEncryption": encryption,
      "SSEKMSKeyId": .text, "BucketKeyEnabled": .boolean, "RequestCharged": requester,
    ]),
    "s3:listObjectsV2": object([
      "IsTruncated": .boolean, "Contents": .list(listedObject), "Name": .text, "Prefix": .text, "Delimiter": .text,
      "MaxKeys": .number, "CommonPrefixes": .list(object(["Prefix": .text])), "EncodingType": .choice(["url"]),
      "KeyCount": .number, "ContinuationToken": .text, "NextContinuationToken": .text, "StartAfter": .text,
      "RequestCharged": requester,
    ]),
  ]

  // MARK: Keys, secrets, parameters

  private static let keyAlgorithm = ResponseShape.choice([
    "SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE",
  ])

  private static let parameter = object([
    "Name": .text(min: 1), "Type": .choice(["String", "StringList", "SecureString"]), "Value": .text,
    "Version": .number, "Selector": .text, "SourceResult": .text, "LastModifiedDate": .text, "ARN": .text,
    "DataType": .text,
  ])

  private static let secretTable: [String: ResponseShape] = [
    "kms:encrypt": object([
      "CiphertextBlob": .text(min: 1), "KeyId": .text(min: 1), "EncryptionAlgorithm": keyAlgorithm,
    ]),
    "kms:decrypt": object([
      "KeyId": .text(min: 1), "Plaintext": .text(min: 1), "EncryptionAlgorithm": keyAlgorithm,
      "CiphertextForRecipient": .text(min: 1),
    ]),
    "kms:generateDataKey": object([
      "CiphertextBlob": .text(min: 1), "Plaintext": .text(min: 1), "KeyId": .text(min: 1),
      "CiphertextForRecipient": .text(min: 1),
    ]),
    "secretsmanager:getSecretValue": object([
      "ARN": .text(min: 20), "Name": .text(min: 1), "VersionId": .text(min: 32), "SecretBinary": .text(min: 1),
      "SecretString": .text(min: 1), "VersionStages": .list(.text(min: 1)), "CreatedDate": .text,
    ]),
    "ssm:getParameter": object(["Parameter": parameter]),
    "ssm:getParameters": object(["Parameters": .list(parameter), "InvalidParameters": .list(.text(min: 1))]),
    "ssm:putParameter": object([
      "Version": .number, "Tier": .choice(["Standard", "Advanced", "Intelligent-Tiering"]),
    ]),
    "sts:assumeRole": object([
      "Credentials": object(required: [
        "AccessKeyId": .text(min: 16), "SecretAccessKey": .text, "SessionToken": .text, "Expiration": .text,
      ]),
      "AssumedRoleUser": object(required: ["AssumedRoleId": .text(min: 2), "Arn": .text(min: 20)]),
      "PackedPolicySize": .number(atLeast: 0), "SourceIdentity": .text(min: 2),
    ]),
    "sts:getCallerIdentity": object(["UserId": .text, "Account": .text, "Arn": .text(min: 20)]),
  ]
}
