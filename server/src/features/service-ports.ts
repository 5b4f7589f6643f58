/** Ports by the names of the services that engineers know them by. Knows no template. */

export interface ServicePort {
  readonly name: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp" | "both";
  /** What listens there. */
  readonly label: string;
}

/**
 * The ports that security groups of real networks open, the most usual first.
 * https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml
 */
export const servicePorts: readonly ServicePort[] = [
  { name: "https", port: 443, protocol: "tcp", label: "HTTPS" },
  { name: "http", port: 80, protocol: "tcp", label: "HTTP" },
  { name: "ssh", port: 22, protocol: "tcp", label: "SSH" },
  { name: "rdp", port: 3389, protocol: "both", label: "Remote Desktop" },
  { name: "mysql", port: 3306, protocol: "tcp", label: "MySQL, MariaDB, Aurora MySQL" },
  { name: "postgresql", port: 5432, protocol: "tcp", label: "PostgreSQL, Aurora PostgreSQL" },
  { name: "sqlserver", port: 1433, protocol: "tcp", label: "Microsoft SQL Server" },
  { name: "oracle", port: 1521, protocol: "tcp", label: "Oracle" },
  { name: "redshift", port: 5439, protocol: "tcp", label: "Amazon Redshift" },
  { name: "redis", port: 6379, protocol: "tcp", label: "Redis, Valkey, ElastiCache" },
  { name: "memcached", port: 11211, protocol: "both", label: "Memcached" },
  { name: "mongodb", port: 27017, protocol: "tcp", label: "MongoDB, DocumentDB" },
  { name: "neptune", port: 8182, protocol: "tcp", label: "Amazon Neptune" },
  { name: "cassandra", port: 9042, protocol: "tcp", label: "Cassandra" },
  { name: "nfs", port: 2049, protocol: "tcp", label: "NFS, Amazon EFS" },
  { name: "smb", port: 445, protocol: "tcp", label: "SMB, Amazon FSx" },
  { name: "dns", port: 53, protocol: "both", label: "DNS, Route 53 Resolver" },
  { name: "ntp", port: 123, protocol: "udp", label: "Network time" },
  { name: "http-alt", port: 8080, protocol: "tcp", label: "HTTP of applications" },
  { name: "https-alt", port: 8443, protocol: "tcp", label: "HTTPS of applications" },
  { name: "kubernetes", port: 6443, protocol: "tcp", label: "Kubernetes API" },
  { name: "kubelet", port: 10250, protocol: "tcp", label: "Kubernetes nodes" },
  { name: "kafka", port: 9092, protocol: "tcp", label: "Kafka in plain text" },
  { name: "kafka-tls", port: 9094, protocol: "tcp", label: "Kafka with TLS, Amazon MSK" },
  { name: "amqps", port: 5671, protocol: "tcp", label: "RabbitMQ, Amazon MQ" },
  { name: "opensearch", port: 9200, protocol: "tcp", label: "OpenSearch, Elasticsearch" },
  { name: "ldap", port: 389, protocol: "both", label: "LDAP" },
  { name: "ldaps", port: 636, protocol: "tcp", label: "LDAP with TLS" },
  { name: "kerberos", port: 88, protocol: "both", label: "Kerberos" },
  { name: "smtp", port: 25, protocol: "tcp", label: "Mail between servers" },
  { name: "smtp-submission", port: 587, protocol: "tcp", label: "Mail submission, Amazon SES" },
  { name: "ftp", port: 21, protocol: "tcp", label: "FTP" },
  { name: "winrm", port: 5985, protocol: "tcp", label: "Windows Remote Management" },
  { name: "winrm-https", port: 5986, protocol: "tcp", label: "Windows Remote Management with TLS" },
  { name: "syslog", port: 514, protocol: "udp", label: "Syslog" },
  { name: "snmp", port: 161, protocol: "udp", label: "SNMP" },
  { name: "isakmp", port: 500, protocol: "udp", label: "IPsec key exchange" },
  { name: "ipsec-nat", port: 4500, protocol: "udp", label: "IPsec behind NAT" },
  { name: "openvpn", port: 1194, protocol: "udp", label: "OpenVPN" },
  { name: "wireguard", port: 51820, protocol: "udp", label: "WireGuard" },
  { name: "geneve", port: 6081, protocol: "udp", label: "GENEVE, behind a Gateway Load Balancer" },
];
