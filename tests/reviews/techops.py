"""The tables of the sample review, typed off the record and not off the fixture.

Each row is objective, measure or impact, dependency, ETA, status, under its group and
the quarter that it was first planned for.
"""

SAID = {
    ("Site Operations", "Q1"): [
        (
            "Migrate application servers to Ubuntu 14.04 Trusty, and assist with HHVM",
            "All application servers on 14.04 Trusty, all user traffic served by HHVM",
            "MediaWiki Core Team",
            "2014-12-15",
            "Completed",
        ),
        (
            "Encryption (IPsec) on cross-data center links for private data",
            "All private data encrypted on cross-data center links",
            "",
            "2015-01-30",
            "Work finally started in November",
        ),
        (
            "Virtualization for miscellaneous servers at codfw",
            "3+ miscellaneous servers migrated to the new cluster in production",
            "",
            "2015-03-30",
            "Stalled since Q1",
        ),
    ],
    ("Site Operations", "Q2"): [
        (
            "Core site services (wikis) at codfw",
            "A successful switchover of MediaWiki application traffic to codfw",
            "HHVM complete, MediaWiki Core, procurement",
            "2014-03-30",
            "",
        ),
        (
            "Test deployment of HTTP/2 and/or SPDY",
            "Ability to serve a small portion of traffic",
            "(HTTP/2 WG)",
            "",
            "",
        ),
        (
            "SSL with PFS",
            "PFS enabled on production SSL cluster",
            "",
            "2014-07-01",
            "Completed",
        ),
        (
            "Varnish 4 in limited production",
            "A small portion of Varnish 4 cache servers deployed",
            "",
            "",
            "",
        ),
        (
            "codfw fundraising infrastructure fully functional in time for the "
            "fundraiser",
            "Ability to failover all fundraising dependencies to codfw",
            "",
            "2014-12-01",
            "",
        ),
    ],
    ("Labs", "Q1"): [
        (
            "Storage capacity & redundancy expansion",
            "Removal of all SPOFs, availability of all data at codfw, disk space "
            "expanded for >=1yr of growth",
            "Procurement of codfw hardware",
            "2015-02",
            "",
        ),
        (
            "Process for user backups",
            "Ability for Labs users to restore old versions of files",
            "",
            "",
            "",
        ),
    ],
    ("Labs", "Q2"): [
        (
            "Labs available in codfw (with Neutron/IPv6)",
            "",
            "Neutron support for our Labs (nova-network) network model",
            "",
            "",
        ),
        (
            "Distributing tools, deployment-prep to both data centers "
            "(availability/redundancy)",
            "",
            "Labs available in codfw",
            "",
            "",
        ),
    ],
}

DID = {
    ("Site Operations", "Q1"): [
        (
            "Migrate application servers to Ubuntu 14.04 Trusty, and assist with HHVM",
            "All application servers on 14.04 Trusty, all user traffic served by HHVM",
            "MediaWiki Core Team",
            "2014-12-15",
            "Completed (but exactly one quarter late)",
        ),
        (
            "IPsec on cross-data centre links for private data",
            "All private data encrypted on cross-data center links",
            "",
            "2015-02-30",
            "At risk (~50% of the work completed)",
        ),
        (
            "Virtualization for miscellaneous servers at codfw",
            "3+ miscellaneous servers migrated to the new cluster in production",
            "",
            "2015-03-30",
            "Initial stages, extend to Q3, (insufficient staff time)",
        ),
    ],
    ("Site Operations", "Q2"): [
        (
            "Core site services (wikis) at codfw",
            "successful switchover of MW traffic to codfw",
            "HHVM, MW Core, procurement",
            "2014-03-30",
            "Deferred to Q3. HHVM just completed.",
        ),
        (
            "Test deployment of HTTP 2.0 / SPDY",
            "Ability to serve wikis using SPDY and/or HTTP/2.0, no production traffic "
            "yet",
            "HTTPS infrastructure tech debt reduction",
            "",
            "Deferred. Insufficient staff time available.",
        ),
        (
            "SSL with PFS",
            "PFS enabled on production SSL cluster",
            "",
            "2014-07-01",
            "Completed.",
        ),
        (
            "Varnish 4 in limited production",
            "Small portion of Varnish 4 caches deployed serving site traffic",
            "Development time",
            "",
            "Deferred to next FY. Insufficient time and not enough gain.",
        ),
        (
            "codfw fundraising infrastructure fully functional in time for the "
            "fundraiser",
            "Ability to failover all fundraising dependencies to codfw.",
            "codfw readiness, procurement",
            "",
            "At risk: 75% completed. When fundraiser started, work was deflected.",
        ),
    ],
    ("Labs", "Q1"): [
        (
            "Storage capacity & redundancy expansion",
            "Removal of all SPOFs, availability of all data at codfw, disk space "
            "expanded for >=1yr of growth",
            "Procurement of codfw hardware",
            "2015-02",
            "Nearly ready. Replication is pending a migration step with long downtime.",
        ),
        (
            "Process for user backups",
            "Ability for Labs users to restore old versions of files",
            "",
            "2014-12",
            '"Time travel" backups available to users.',
        ),
    ],
    ("Labs", "Q2"): [
        (
            "Labs available in the codfw (with Neutron/IPv6)",
            "",
            "Neutron support for our Labs (nova-network) network model",
            "",
            'Neutron still doesn\'t support a "flat" network model.',
        ),
        (
            "Distributing tools, deployment-prep to both data centers "
            "(availability/redundancy)",
            "",
            "Labs available in codfw",
            "",
            "Not started yet due to Labs dependency.",
        ),
    ],
}

NEXT = {
    "Site Operations": [
        (
            "Encryption (IPsec) on cross-data centre links for private data",
            "Unhappy NSA",
            "Analytics (nginx udp2log)",
            "2015-02-30",
            "50% complete",
        ),
        (
            "Core site services (wikis) at codfw",
            "Increase failover/DR capability and capacity",
            "Procurement, MediaWiki Core",
            "2015-03-30",
            "Procurement and initial installs have started",
        ),
        (
            "Virtualization for miscellaneous servers at codfw",
            "Increased flexibility for misc services, reduced procurement turnaround "
            "time (SOA) and costs",
            "",
            "",
            "Initial test setups have been built",
        ),
        (
            "Prepare HTTPS infrastructure to handle full traffic",
            "Slight <i>increase</i> in page load time",
            "Analytics (nginx udp2log), Wikipedia Zero",
            "2015-03-30",
            "Planning stage",
        ),
        (
            "Metrics and monitoring",
            "Actual metrics in this review next quarter, scalable flexible monitoring "
            "in production",
            "",
            "",
            "Prep work in Labs, RIPE Atlas",
        ),
    ],
    "Labs": [
        (
            "Labs domain in codfw for selected projects",
            "Increased reliability/failover for Beta/Tool labs without additional "
            "complexity/overhead for users",
            "",
            "2015-03-30",
            "20% complete",
        ),
        ("Read-only Horizon dashboard available", "", "", "2015-03-30", ""),
        (
            "(Assist ECT with Beta Labs (prio) project)",
            "",
            "ECT team",
            "2015-03-30",
            "",
        ),
    ],
}

PROJECTS = [
    "Migrated all remaining services from Tampa",
    "Decommissioned Tampa",
    "Introduced Hiera in Production and Labs",
    "Introduced Labs (Graphite) metrics monitoring",
    "Introduced Labs (Shinken) incident/uptime monitoring",
    "Audited Labs DB private data censoring",
    "Completed codfw essential infrastructure",
    "Completed data replication & backups at codfw",
    "Migrated from old PDF cluster to OCG",
    "Setup Mathoid",
    "Helped migrate away from Toolserver",
    "Assisted with Citoid deployment",
    "Supported CX deployments",
    "Migrated from OpenDJ to OpenLDAP for OIT's LDAP",
    "Assisted in MediaWiki VERP backend deployment",
    "Improved Swift Puppet modules & monitoring",
    "Expanded the ElasticSearch cluster, helped complete the migration",
    "Assisted Analytics in completing Hadoop cluster build",
    "Migrated from RT to Phabricator",
    "Assisted with RESTbase deployment",
    "Upgraded Salt",
    "Deployed RIPE Atlas servers",
    "Upgraded gdnsd for upcoming datacenter failovers",
    "Introduced misc db proxies",
    "Dealt with the POODLE SSLv3 vulnerability",
    "Reduced Tool Labs tech debt (grid engine, script rewrites)",
    "Initiated migration from Wikitech OSM to Horizon",
    "Migrated IP transit to new carriers",
    "Initiated LogStash scaling work",
    "Scaling Graphite for more metrics / Engineering priority project",
    "Upgraded Etherpad",
    "Reduced Ganglia tech debt",
    "Labs instance ssh keys in LDAP, reduce SPOF",
    "EventLogging/data warehouse work with Analytics",
    "Expanded eqiad app server cluster with new machines",
    "Audited all network devices for support status & renewed",
    "Upgraded Labs OpenStack version to 'Icehouse'",
    "Upgraded Production Swift to 'Icehouse'",
    "Migrated the SSL cluster to local SSL and SNI",
    "Reduced technical debt in our caching, SSL, LVS, and DNS clusters",
    "Expanded Labs capacity",
    "Migrated many web services behind central misc web Varnish/SSL cluster",
]
