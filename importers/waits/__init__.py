"""Cancer waiting times by commissioner, in every layout that NHS England has used since 2016."""
