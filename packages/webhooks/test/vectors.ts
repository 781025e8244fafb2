/** Signatures made outside this package, which the official SDKs of Node and Python accept. */
export const vectors = [
  {
    secret: "whsec_test_1",
    timestamp: "1700000000",
    body: '{"action":"company.created","account_id":"acct_1","environment_id":"env_1","object_type":"company","body":{"id":"comp_1"}}',
    signature: "24ac88c337ed8fb28f0442befc742c9d0556c3d0a9287400ea495efeebb96e98",
  },
  {
    secret: "s3cr3t-é",
    timestamp: "1753660800",
    body: '{"name":"Café ☕","emoji":"🚀"}',
    signature: "c1950057af414ee18a7a895bbfd2fa32acf3e6013deac2756e18034bbe72527b",
  },
  {
    secret: "k",
    timestamp: "0",
    body: "",
    signature: "835797f4a198450a760fc25db397bcf6aa5c931d34170d8c21169fcceaed11f6",
  },
] as const;
